// Where groups may be made, as the system tells it, and what the kernel holds in them where they can be had on this machine.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { FunctionConfiguration } from "../../../../src/services/lambda/configuration.ts";
import {
  ControlGroup,
  candidatesFor,
  controlGroups,
} from "../../../../src/services/lambda/sandbox/control-groups.ts";
import { joiningScript } from "../../../../src/services/lambda/sandbox/launch-script.ts";
import { filesystemsOf, mountsIn } from "../../../../src/services/lambda/sandbox/mounts.ts";
import { until } from "../../../support/until.ts";
import { everything, type HostFixture, startHost } from "../host-fixture.ts";

const second = "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";
const both = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw`;

test.each([
  [
    "of version 2 at a desktop, up to the top",
    second,
    "0::/user.slice/user@1000.service/app.slice\n",
    [
      "/sys/fs/cgroup/user.slice/user@1000.service/app.slice 2",
      "/sys/fs/cgroup/user.slice/user@1000.service 2",
      "/sys/fs/cgroup/user.slice 2",
      "/sys/fs/cgroup 2",
    ],
  ],
  ["at the top", second, "0::/\n", ["/sys/fs/cgroup 2"]],
  [
    "of version 1, where the controller is",
    both,
    "8:pids:/\n4:memory:/one\n0::/two\n",
    ["/sys/fs/cgroup/memory/one 1", "/sys/fs/cgroup/memory 1"],
  ],
  [
    "of version 2, where version 1 has another controller",
    both.replace("rw,memory", "rw,pids"),
    "4:pids:/one\n0::/two\n",
    ["/sys/fs/cgroup/unified/two 2", "/sys/fs/cgroup/unified 2"],
  ],
  [
    "in a container that sees its part of the tree, and is told paths in the whole",
    second.replace(" / ", " /docker/abc "),
    "0::/docker/abc/inner\n",
    ["/sys/fs/cgroup/inner 2", "/sys/fs/cgroup 2"],
  ],
  [
    "of a path that is not in what is seen",
    second.replace(" / ", " /docker/abc "),
    "0::/other\n",
    ["/sys/fs/cgroup 2"],
  ],
  ["without any", "22 27 0:21 / /proc rw - proc proc rw", "0::/\n", []],
])("groups may be made %s", (_, mountinfo, cgroup, places) => {
  const found = candidatesFor("memory", { mountinfo, cgroup });
  expect(found.map(({ folder, version }) => `${folder} ${version}`)).toEqual(places);
});

test("file systems are those that hold files of users", () => {
  const mountinfo = `22 27 0:21 / /proc rw - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
28 27 0:25 / /home/my\\040files rw shared:1 - btrfs /dev/vdb rw,subvol=/home
29 27 0:26 / /tmp rw - ext4 /dev/vdc rw
30 27 0:27 / /run rw - tmpfs tmpfs rw`;
  expect(filesystemsOf(mountinfo)).toEqual(["/", "/home/my files"]);
  expect(mountsIn(mountinfo)[2]).toMatchObject({ type: "btrfs", options: ["rw", "subvol=/home"] });
});

const { memory, pids } = controlGroups();

let fixture: HostFixture;
let folder: string;
beforeAll(() => {
  fixture = startHost();
  folder = mkdtempSync(join(tmpdir(), "control-groups-"));
});
afterAll(async () => {
  await fixture.host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  functionName: string,
  text: string,
  more: Partial<FunctionConfiguration> = {},
): Promise<unknown> {
  writeFileSync(join(folder, `${functionName}.py`), text);
  const set = { functionName, codeRoot: folder, handler: `${functionName}.handler`, timeoutSeconds: 30 };
  fixture.host.create(everything({ ...set, runtime: "python3.12", ...more }));
  const { payload } = await fixture.host.invoke({ functionName });
  return JSON.parse(payload);
}

(memory === undefined ? describe.skip : describe)("where memory can be held", () => {
  // No more than a tenth of a second passes between two looks of the region's own: this takes it all before the first.
  const atOnce = `def handler(event, context):
  kept = []
  for _ in range(64): kept.append(b"x" * (64 << 20))
  return "kept"
`;

  test("what takes more at once than it may is ended by the kernel, and told so", async () => {
    expect(await run("greedy", atOnce)).toMatchObject({ errorType: "Runtime.OutOfMemory" });
  });

  test("the kernel itself ends a process, and the group tells so", () => {
    const group = ControlGroup.make(`millrace-test-${process.pid}`, 128);
    const folders = group?.folders ?? [];
    const join = (script: string) =>
      spawnSync("sh", ["-c", joiningScript, "sh", ...folders, "--", process.execPath, "-e", script]);
    try {
      expect(join("Buffer.alloc(2 ** 20, 1)")).toMatchObject({ status: 0 });
      expect(group?.wasOutOfMemory).toBe(false);
      expect(join("Buffer.alloc(2 ** 30, 1)")).toMatchObject({ signal: "SIGKILL" });
      expect(group?.wasOutOfMemory).toBe(true);
    } finally {
      expect(group?.remove()).toBe(true);
    }
    expect(folders.some((each) => existsSync(each))).toBe(false);
  });
});

(pids === undefined ? test.skip : test)("an environment's processes have an end", async () => {
  const forks = `import os, time
def handler(event, context):
  started = 0
  try:
    while started < 5000:
      if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
      started += 1
  except BlockingIOError:
    return "held" if started < 1100 else started
`;
  // What the kernel keeps of a thousand processes is memory, too.
  expect(await run("forking", forks, { memorySizeMb: 10_240 })).toBe("held");
});

(pids === undefined ? test.skip : test)(
  "an environment is in a group of its own, which ends with it",
  async () => {
    const told = `def handler(event, context):
  with open("/proc/self/cgroup") as file: return file.read()
`;
    const [name = "none"] = /millrace-[0-9a-f]+-\d+/.exec(String(await run("telling", told))) ?? [];
    const group = join(pids?.folder ?? "", name);
    expect(existsSync(group)).toBe(true);
    await fixture.host.remove("telling");
    await until(() => !existsSync(group));
  },
);
