// What the server says of whoever has come, before anything is typed: `refused` is a text's key, `name` an account's.
import { useEffect, useState } from "react";

const asked = {}; // several parts of a page want to know the same at the same moment

const ask = (address) =>
  (asked[address] ??= fetch(address)
    .then((answer) => (answer.ok ? answer.json() : {}))
    .catch(() => ({})) // the form's own answer will say what is wrong
    .finally(() => delete asked[address]));

export const useStanding = (path) => {
  const [standing, setStanding] = useState({});
  useEffect(() => {
    ask(path + location.search).then(setStanding);
  }, [path]);
  return standing;
};
