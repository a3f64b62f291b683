// The route that the browser shows, and the way to another.

import { useEffect, useState } from "preact/hooks";
import { parseRoute, type Route } from "./route.ts";

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseRoute(hash);
}

export function go(address: string): void {
  location.hash = address;
}
