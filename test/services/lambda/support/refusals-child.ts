// Tells how a function of each runtime that is named is refused by a machine whose programs are those of this process's environment.

import { everything, startHost } from "../host-fixture.ts";

const { host } = startHost();
for (const runtime of process.argv.slice(2)) {
  const functionName = runtime.replaceAll(".", "-");
  host.create(everything({ functionName, runtime }));
  const { code, message } = await host.invoke({ functionName }).then(
    () => ({ code: "none", message: "" }),
    (error: { readonly code: string; readonly message: string }) => error,
  );
  console.log(JSON.stringify({ runtime, code, message }));
}
await host.close();
