// The nearest part of the page around an element that scrolls.
export const scrollerOf = (element) => {
  const parent = element.parentElement;
  return !parent || /auto|scroll/.test(getComputedStyle(parent).overflowY) ? parent : scrollerOf(parent);
};

// Runs once, as soon as an element is in view of `root`, or nearer to it than `rootMargin`. Returns what calls it off.
export const whenNear = (element, root, rootMargin, run) => {
  const seen = new IntersectionObserver(
    (met) => {
      if (!met.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      run();
    },
    { root, rootMargin },
  );
  seen.observe(element);
  return () => seen.disconnect();
};
