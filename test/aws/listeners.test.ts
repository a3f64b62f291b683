// Listeners are told of what happens; what they are told is made for them alone.

import { expect, test } from "@jest/globals";
import { Listeners } from "../../src/aws/listeners.ts";

test("what is told is made once for all who listen, and not at all for nobody", () => {
  const listeners = new Listeners<{ readonly number: number }>();
  const heard: string[] = [];
  let made = 0;
  const tell = () => listeners.tell(() => ({ number: ++made }));

  tell();
  expect(made).toBe(0);
  expect(listeners.areAny).toBe(false);

  const end = listeners.add(({ number }) => heard.push(`one ${number}`));
  listeners.add(({ number }) => heard.push(`other ${number}`));
  tell();
  end();
  tell();
  expect(heard).toEqual(["one 1", "other 1", "other 2"]);
  expect(made).toBe(2);
});
