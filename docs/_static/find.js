// Show the rows of the tables that hold most of the words that are typed; without a script all of them are there.
document.addEventListener("DOMContentLoaded", () => {
  const wanted = document.getElementById("wanted");
  if (!wanted) return;
  const tables = [...document.querySelectorAll("article table")];
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  const passedOver = new Set("a an and are by do does for how i in is it many much of on or than that the to was were what which who".split(" "));
  const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}%]+/u).filter((word) => word && !passedOver.has(word));
  const beginnings = rows.map((row) => words(row.textContent));
  const score = (own, asked) => asked.filter((word) => own.some((each) => each.startsWith(word))).length;
  const show = () => {
    const asked = words(wanted.value);
    const scores = beginnings.map((own) => score(own, asked));
    const most = Math.max(...scores);
    rows.forEach((row, at) => { row.hidden = asked.length > 0 && (most === 0 || scores[at] < most); });
    for (const table of tables) {
      const none = [...table.tBodies[0].rows].every((row) => row.hidden);
      table.closest("section").hidden = none;
    }
    const left = rows.filter((row) => !row.hidden).length;
    const said = most === 0 ? "Nothing has these words; try another, or the search above." : `${left} of ${rows.length} lines`;
    document.getElementById("found").textContent = asked.length ? said : "";
  };
  wanted.value = new URLSearchParams(location.search).get("q") ?? "";
  wanted.addEventListener("input", show);
  show();
});
