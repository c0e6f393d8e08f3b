// What axe finds that keeps people out; a line for each rule, with the first place.
axe.run().then((found) => found.violations
  .filter((each) => ["serious", "critical"].includes(each.impact))
  .map((each) => `${each.impact}: ${each.help}: ${each.nodes.length} times, first ${each.nodes[0].target}`))
