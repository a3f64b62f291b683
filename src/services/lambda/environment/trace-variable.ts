// The trace header of each invocation, as a handler finds it among its variables. To set it in the process's own environment takes a
// quarter of what a short invocation takes of the process, and the C library keeps every value that it has had; so that is done for
// handlers that go on in a later turn, and what others read is answered here.

const variable = "_X_AMZN_TRACE_ID";
const own = process.env;
let told: string | undefined;

/** Before anything of the handler's is loaded. */
export function offerTraceVariable(): void {
  process.env = new Proxy(own, {
    get: (variables, name) => (name === variable ? told : Reflect.get(variables, name)),
    set(variables, name, value) {
      if (name === variable) told = String(value);
      return Reflect.set(variables, name, value);
    },
    deleteProperty(variables, name) {
      if (name === variable) told = undefined;
      return Reflect.deleteProperty(variables, name);
    },
    getOwnPropertyDescriptor(variables, name) {
      const found = Reflect.getOwnPropertyDescriptor(variables, name);
      return found !== undefined && name === variable ? { ...found, value: told } : found;
    },
  });
}

export function tellTrace(header: string): void {
  if (told === undefined) own[variable] = header;
  told = header;
}

/** For threads, programs and libraries that read the process's own environment. */
export function setTrace(): void {
  if (told !== undefined) own[variable] = told;
}
