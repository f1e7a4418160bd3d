"""The one script of the page that is its own: it brings the marked words of a source into view."""

from __future__ import annotations

# Brings the marked words into view: first inside the picture of a page and inside the pane, and only
# for a passage somebody chose by moving the page. Above the sheet of a narrow screen the button that
# was pressed stays in view. It is the same for every passage: the page runs the scripts it knows alone.
SCROLL = """<script>(() => {
const lines = document.querySelector(".pc-source"), column = lines?.closest("[data-testid=stColumn]");
if (!column) return;
const chosen = document.querySelector(".st-key-source-chosen") !== null;
const settle = () => {
  const picture = lines.querySelector(".pc-page"), mark = (picture || lines).querySelector(".pc-mark");
  if (!mark) return;
  const box = picture || column, from = box.getBoundingClientRect(), at = mark.getBoundingClientRect();
  const end = Math.min(from.bottom, innerHeight);
  if (at.top < from.top + 40 || Math.min(at.bottom, at.top + 60) > end - 10)
    box.scrollTop += at.top - from.top - Math.min(120, (end - from.top) / 3);
  if (picture) picture.scrollLeft += at.left - from.left - 24;
  const first = lines.querySelector(".pc-mark")?.getBoundingClientRect();
  if (chosen && innerWidth > 800 && first && (first.top < 60 || first.top > innerHeight - 60))
    lines.querySelector(".pc-mark").scrollIntoView({block: "center"});
  if (chosen && innerWidth <= 800) document.activeElement?.scrollIntoView({block: "nearest"});
};
const image = lines.querySelector(".pc-page img");
if (image && !image.complete) image.addEventListener("load", settle, {once: true});
settle();
})();</script>"""
