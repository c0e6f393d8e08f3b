// What can be measured of how a page looks; each fault is a line.
(() => {
  const faults = [];
  const header = document.querySelector("header.bd-header");
  const bottom = header.getBoundingClientRect().bottom;
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`${wide} pixels wide where ${innerWidth} are seen`);
  if (innerWidth >= 1280) {
    const places = [...document.querySelectorAll(".bd-header .navbar-nav a.nav-link")].map((link) => link.getBoundingClientRect());
    if (places.length === 0 || places.length > 6) faults.push(`${places.length} places in the top bar`);
    if (new Set(places.map((place) => place.top)).size > 1) faults.push("the top bar has more than one line");
    if (places.some((place) => place.width === 0 || place.right > innerWidth)) faults.push("a place of the top bar is out of reach");
    const code = [...document.querySelectorAll("article div.highlight pre")].find((each) => !each.closest(".picture, .card"));
    if (code) {
      const letters = document.createElement("span");
      letters.textContent = "x".repeat(80);
      code.append(letters);
      const style = getComputedStyle(code);
      const room = code.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const eighty = letters.getBoundingClientRect().width;
      letters.remove();
      if (eighty > room) faults.push(`80 columns of code are ${eighty.toFixed(0)} pixels wide, and ${room.toFixed(0)} are there`);
    }
  }
  for (const heading of [...document.querySelectorAll("article section[id], article dt[id]")].slice(0, 12)) {
    heading.scrollIntoView({ behavior: "instant" });
    const top = heading.getBoundingClientRect().top;
    if (top < bottom - 1) faults.push(`#${heading.id} is hidden under the header`);
  }
  for (const picture of document.querySelectorAll("article img")) {
    if (!picture.alt) faults.push(`${picture.src} has no text for those who do not see it`);
  }
  scrollTo({ top: 0, behavior: "instant" });
  return faults;
})()
