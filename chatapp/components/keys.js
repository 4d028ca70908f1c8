// Safari ends a composition before the keydown of the key that ended it: only the key code tells.
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

// Whether a key means a text that is being written.
export const isTyping = ({ target }) => target.matches("input, textarea, select, [contenteditable]");

// There Enter breaks the line: no key on the screen does it otherwise.
export const isTouch = () => matchMedia("(pointer: coarse)").matches;

export const isApple = () => /Mac|iP(hone|ad|od)/.test(navigator.platform);
