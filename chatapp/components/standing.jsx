// What the server says of whoever has come, before anything is typed: `refused` is a text's key, `name` an account's.
import { useEffect, useState } from "react";

export const useStanding = (path) => {
  const [standing, setStanding] = useState({});
  useEffect(() => {
    fetch(path + location.search)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then(setStanding, () => {}); // the form's own answer will say what is wrong
  }, [path]);
  return standing;
};
