// Handlers in Ruby that mean harm, as those of the other languages.

import type { HostileHandler } from "./hostile-handler.ts";

const ruby = (name: string, source: string, ends: RegExp): HostileHandler => ({
  ...{ name: `${name} (Ruby)`, language: "ruby", source, ends },
});

const outOfMemory = /Runtime\.OutOfMemory|NoMemoryError/;
const timedOut = /Task timed out after 3\.00 seconds/;

export const hostileRuby: readonly HostileHandler[] = [
  ruby("a list that grows", "a = []\nloop { a << 'x' * 1_000_000 }", outOfMemory),
  ruby("a text that doubles", "s = 'x'\nloop { s += s }", /Runtime\.OutOfMemory|NoMemoryError|ArgumentError/),
  ruby("a response of 300 MB", "'x' * 300_000_000", /Function\.ResponseSizeTooLarge|Runtime\.OutOfMemory/),
  ruby("a recursion without an end", "f = ->(n) { f.(n + 1) }\nf.(0)", /SystemStackError/),
  ruby("an endless loop", "loop {}", timedOut),
  ruby("an endless loop that catches all", "begin\nloop {}\nrescue Exception\nretry\nend", timedOut),
  ruby("print without an end", "loop { puts 'x' * 1000 }", timedOut),
  ruby("an exit that cannot be caught", "exit!(9)", /exit status 9/),
  ruby("SIGKILL to itself", "Process.kill('KILL', Process.pid)\nsleep", /signal: killed/),
  ruby(
    "rubbish on the runtime's socket",
    "IO.for_fd(3, 'wb').syswrite('rubbish' * 100)\nsleep",
    /Runtime\.ExitError/,
  ),
  ruby(
    "rubbish on the runtime's log",
    "IO.for_fd(4, 'wb').syswrite(\"\\xff\" * 1000)\nsleep",
    /Runtime\.ExitError/,
  ),
  ruby(
    "the runtime's files closed",
    "[3, 4].each { |f| IO.for_fd(f).close }\n'survived'",
    /survived|Runtime\.ExitError/,
  ),
  ruby(
    "an error whose message fails",
    "e = Class.new(StandardError) { def message = raise('no') }\nraise e",
    /errorType/,
  ),
  ruby(
    "a value that holds itself",
    "a = []\na << a\na",
    /JSON::NestingError|JSON::GeneratorError|SystemStackError/,
  ),
  ruby("open files without an end", "a = []\nloop { a << File.open('/dev/null') }", /EMFILE/),
  ruby("threads without an end", "loop { Thread.new { sleep 60 } }", /Task timed out|ThreadError|Runtime\./),
];
