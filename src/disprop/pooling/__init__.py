"""Many units into one estimate: areas into one ratio, deployments into one share or one rate.

The doors are `disprop.areas` (ratios, from counts or from logs) and `disprop.alerts` (shares and rates, and breaks).
"""
