// Packages that mean harm: links, names, sizes and counts, and archives that no writer of archives would write.

import type { Zippable } from "fflate";
import type { Attack } from "../attack.ts";
import {
  attack,
  create,
  type Files,
  freshName,
  invoke,
  link,
  must,
  packed,
  text,
  unless,
  well,
} from "./function-calls.ts";

/** How an invocation ends, if the package is taken; `refused` if it is not to be, and `either` where both will do. */
type Outcome = RegExp | "refused";
const refused = "refused";
const isWell = /^"well"$/;
const isError = /errorType/;
const either = /^/;

const source: Files = { "index.mjs": text(well) };

const sent = (name: string, zip: () => string, outcome: Outcome) =>
  attack(`a package with ${name}`, async (target) => {
    const function_ = freshName("packed");
    const created = await create(target, function_, well, { more: { Code: { ZipFile: zip() } } });
    if (outcome === refused || (outcome === either && created.status === 400))
      return unless(created.status === 400, created);
    must(created, "CreateFunction");
    const answer = await invoke(target, function_);
    return unless(answer.status === 200 && outcome.test(answer.body), answer);
  });

const package_ = (name: string, files: Files, outcome: Outcome = refused) =>
  sent(name, () => packed({ ...source, ...files }), outcome);
const crafted = (name: string, zip: () => string, outcome: Outcome = either) =>
  sent(name, () => Buffer.from(zip(), "latin1").toString("base64"), outcome);

const many = (entries: number) =>
  Object.fromEntries(Array.from({ length: entries }, (_, at) => [`many/${at}`, text("x")]));
const special = (mode: number): Zippable[string] => [text(""), { os: 3, attrs: mode << 16 }];

/** Bytes of a package whose names are as long, one in the place of another: the reader sees it, the writer would not have it. */
function renamed(files: Files, from: string, to: string): string {
  return Buffer.from(packed(files), "base64").toString("latin1").replaceAll(from, to);
}

const headerOfEntry = Buffer.from("PK\x01\x02").toString("latin1");
/** Another number in each header of the directory. */
function withNumber(files: Files, offset: number, bytes: 2 | 4, number: number): string {
  const zip = Buffer.from(packed(files), "base64");
  for (
    let at = zip.indexOf(headerOfEntry, 0, "latin1");
    at >= 0;
    at = zip.indexOf(headerOfEntry, at + 4, "latin1")
  )
    zip.writeUIntLE(number, at + offset, bytes);
  return zip.toString("latin1");
}

/** One file, which the directory has as many times: what it is unpacked to has not been sent. */
function repeated(bytes: number, times: number): string {
  const zip = Buffer.from(packed({ "x.bin": new Uint8Array(bytes) }), "base64");
  const at = zip.indexOf(headerOfEntry, 0, "latin1");
  const end = zip.indexOf(Buffer.from("PK\x05\x06"));
  const entry = zip.subarray(at, end);
  const tail = Buffer.from(zip.subarray(end));
  tail.writeUInt16LE(times, 8);
  tail.writeUInt16LE(times, 10);
  tail.writeUInt32LE(entry.length * times, 12);
  return Buffer.concat([zip.subarray(0, at), ...Array<Buffer>(times).fill(entry), tail]).toString("latin1");
}

export const packageAttacks: readonly Attack[] = [
  package_("a link to the root", { root: link("/") }, isWell),
  package_("a link to itself", { self: link("self") }, isWell),
  package_("a file behind its own link", { out: link("/tmp"), "out/x": text("x") }),
  package_("a link of a megabyte", { long: link("x".repeat(1_000_000)) }),
  package_("a link to nothing", { none: link("") }),
  package_("a name of 300 bytes", { ["x".repeat(300)]: text("x") }),
  package_("three thousand folders in one another", { [`${"d/".repeat(3000)}x`]: text("x") }),
  package_("a name with a zero", { "a\0b": text("x") }),
  package_("a name out of it", { "../../x": text("x") }),
  package_("twenty thousand files", many(20_000), isWell),
  package_("300 MB of nothing", { zeros: new Uint8Array(300_000_000) }),
  package_("200 MB of nothing", { zeros: new Uint8Array(200_000_000) }, isWell),
  crafted("two files of one name", () =>
    renamed({ ...source, "index.mjx": text("broken(") }, "index.mjx", "index.mjs"),
  ),
  crafted(
    "an absolute name",
    () => renamed({ ...source, "Xetc/passwd": text("x") }, "Xetc", "/etc"),
    refused,
  ),
  crafted("a drive's name", () => renamed({ ...source, "CX/x": text("x") }, "CX/x", "C:/x"), refused),
  crafted(
    "a name out of it by backslashes",
    () => renamed({ ...source, "XX/XX/x": text("x") }, "XX/XX/x", "..\\..\\x"),
    refused,
  ),
  crafted("names that are no UTF-8", () =>
    renamed({ ...source, XXXX: text("x") }, "XXXX", "\xff\xfe\xc0\x80"),
  ),
  crafted("a line break and an escape in a name", () =>
    renamed({ ...source, XXXX: text("x") }, "XXXX", "\n\x1b[m"),
  ),
  crafted("a file and its folder of one name", () =>
    renamed({ ...source, axx: text("x"), "a/x": text("y") }, "axx", "a/x"),
  ),
  crafted("a folder that is a file, too", () =>
    renamed({ ...source, a: text("x"), "b/x": text("y") }, "b/x", "a/x"),
  ),
  crafted(
    "a size that is not so",
    () => withNumber({ ...source, "x.bin": new Uint8Array(50_000_000) }, 24, 4, 10),
    refused,
  ),
  crafted("a size of 4 GB", () => withNumber(source, 24, 4, 0xfffffffe), refused),
  crafted("a size that is told elsewhere, and is not", () => withNumber(source, 24, 4, 0xffffffff), refused),
  crafted("a place beyond its end", () => withNumber(source, 42, 4, 0x7fffffff), refused),
  crafted("a compression that nobody knows", () => withNumber(source, 10, 2, 99), refused),
  crafted("files that are encrypted", () => withNumber(source, 8, 2, 1), refused),
  crafted("a sum that is not so", () => withNumber(source, 16, 4, 1), refused),
  crafted("one file of 20 MB a thousand times", () => repeated(20_000_000, 1000), refused),
  crafted("one empty file 20,000 times", () => repeated(0, 20_000)),
  crafted("nothing", () => renamed({}, "x", "x")),
  crafted("an end and no more", () => `PK\x05\x06${"\0".repeat(18)}`),
  crafted("ends without an end", () => `PK\x05\x06${"\xff".repeat(18)}`.repeat(3000), refused),
  package_("a device in the place of its handler", { "index.mjs": special(0o020666) }, isError),
  package_("a pipe in the place of its handler", { "index.mjs": special(0o010666) }, isError),
  package_("an endless device behind its handler's link", { "index.mjs": link("/dev/zero") }, isError),
  package_("a terminal behind its handler's link", { "index.mjs": link("/dev/tty") }, isError),
  package_(
    "the machine's memory behind its handler's link",
    { "index.mjs": link("/proc/self/mem") },
    isError,
  ),
  package_(
    "a folder in the place of its handler",
    { "index.mjs/x": text("x"), "index.mjs": link("index.mjs/x") },
    refused,
  ),
  package_(
    "files that nobody may read",
    { "index.mjs": [text(well), { os: 3, attrs: 0o100000 << 16 }] },
    isWell,
  ),
  package_("a folder that nobody may enter", { "closed/": special(0o040000), "closed/x": text("x") }, isWell),
  package_(
    "a program with its owner's rights",
    { run: [text("x"), { os: 3, attrs: 0o104755 << 16 }] },
    isWell,
  ),
  package_(
    "links of links",
    Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`l${at}`, link(at === 59 ? "/" : `l${at + 1}`)]),
    ),
    isWell,
  ),
  package_("a library of C in the place of the system's", { "lib/libc.so.6": text("no library") }, either),
];
