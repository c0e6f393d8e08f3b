// Where the results of a search lead, once no more come.
new Promise((done) => {
  let before = -1;
  const look = () => {
    const links = [...document.querySelectorAll("#search-results ul.search li a")].map((link) => link.getAttribute("href"));
    if (links.length > 0 && links.length === before) return done(links);
    before = links.length;
    setTimeout(look, 700);
  };
  look();
  setTimeout(() => done([]), 20000);
})
