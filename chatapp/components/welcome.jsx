// What to begin with. A prompt goes into the box, where it can still be changed, as if it had been typed there: what
// the box does with typing it does with this, and undoing takes it back.
const write = (text) => {
  const box = document.querySelector(".composer textarea");
  box.focus();
  box.select();
  document.execCommand("insertText", false, text);
};

export const Starters = ({ label, prompts }) => (
  <ul className="starters" aria-label={label}>
    {prompts.map((prompt) => (
      <li key={prompt}>
        <button type="button" onClick={() => write(prompt)}>
          {prompt}
        </button>
      </li>
    ))}
  </ul>
);
