"""Counts of two sets of deployments that were published outside the Met's own tables.

met-2018-12
    Metropolitan Police Service, answer to Freedom of Information request 01/FOI/19/000807, 27 February 2019:
    the deployments of 17 and 18 December 2018. The unknown alerts were left blank; faces seen are not stated.
essex-2019
    Fussey and Murray (2019), Independent Report on the London Metropolitan Police Service's Trial of Live
    Facial Recognition Technology, University of Essex: the trial deployments that they observed.
"""

OBSERVED: dict[str, dict[str, int]] = {
    "met-2018-12": {
        "true_alerts": 2,
        "false_alerts": 12,
        "stops_on_true_alerts": 2,
        "stops_on_false_alerts": 2,
        "arrests_on_true_alerts": 2,
        "arrests_on_false_alerts": 1,
        "watchlist": 2226,
        "watchlist_wanted": 2226,
        "watchlist_not_wanted": 0,
    },
    "essex-2019": {
        "alerts": 42,
        "rejected_by_operators": 16,
        "pursued": 26,
        "lost": 4,
        "stopped": 22,
        "verified_correct": 8,
    },
}
