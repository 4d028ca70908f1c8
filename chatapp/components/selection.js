// Which lines of a list are chosen: one by one, or with Shift all from the last one to this.
import { useRef, useState } from "react";

export const useSelection = (lines) => {
  const [chosen, setChosen] = useState(new Set());
  const last = useRef("");
  const mark = (ids, on) =>
    setChosen((before) => {
      const after = new Set(before);
      ids.forEach((id) => (on ? after.add(id) : after.delete(id)));
      return after;
    });
  const choose = (id, on, wholeRange) => {
    const places = [last.current, id].map((one) => lines.findIndex((line) => line.id === one));
    const [from, to] = places.sort((a, b) => a - b);
    mark(wholeRange && from >= 0 ? lines.slice(from, to + 1).map((line) => line.id) : [id], on);
    last.current = id;
  };
  const chooseAll = (on) => mark(lines.map(({ id }) => id), on);
  const clear = () => setChosen(new Set());
  // What has left the list meanwhile is not chosen.
  return { chosen, picked: lines.filter(({ id }) => chosen.has(id)), choose, chooseAll, clear };
};
