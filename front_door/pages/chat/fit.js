/** On a phone the on-screen keyboard covers the foot of the page: the panel keeps to what is left of it. */

const FILLS_THE_PAGE = "(max-width: 520px), (max-height: 480px)";

/** Keep a panel that fills the page inside the visible part of it; returns how to stop. */
export function fit(panel) {
  const view = window.visualViewport;
  if (!view) return () => {};
  const keep = () => {
    const needed = matchMedia(FILLS_THE_PAGE).matches && view.scale === 1 && view.height < window.innerHeight - 1;
    panel.style.blockSize = needed ? `${view.height}px` : "";
    panel.style.insetBlockStart = needed ? `${view.offsetTop}px` : "";
  };
  for (const event of ["resize", "scroll"]) view.addEventListener(event, keep);
  return () => {
    for (const event of ["resize", "scroll"]) view.removeEventListener(event, keep);
  };
}
