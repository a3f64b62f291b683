// A text that is asked for once it is entered. What is being typed outlives the page being drawn anew, as live pages are all the time.

import { useState } from "preact/hooks";

interface SearchFieldProps {
  /** What is asked for at first. */
  readonly value: string;
  readonly placeholder?: string;
  readonly onSearch: (text: string) => void;
}

export function SearchField({ value, placeholder, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  return (
    <input
      type="search"
      placeholder={placeholder}
      value={typed}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onChange={({ currentTarget }) => onSearch(currentTarget.value)}
    />
  );
}
