// Puts the deploy tools into the cache where `CI` is set and one is missing. Without `CI` nothing is installed, and the tests of a tool
// that is missing are shown as skipped.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  aws,
  cdk,
  isThere,
  npmFolder,
  pipFolder,
  sam,
  serverless3,
  toolsFolder,
  versions,
} from "./tool-paths.ts";

const isWanted = process.env.CI !== undefined && process.env.CI !== "";
const missing = [cdk, serverless3, sam, aws].filter((tool) => !isThere(tool));
if (missing.length > 0) {
  const names = missing.map(({ name }) => name).join(", ");
  console.log(
    `${names}: ${isWanted ? "is being installed into" : "set CI=1 to have it installed into"} ${toolsFolder}`,
  );
}
if (isWanted) {
  if (!isThere(cdk) || !isThere(serverless3)) installFromNpm();
  if (!isThere(sam)) installFromPip("aws-sam-cli");
  if (!isThere(aws)) installFromPip("awscli");
}

function installFromNpm(): void {
  mkdirSync(npmFolder, { recursive: true });
  const packages = Object.entries(versions.npm).map(([name, version]) => `${name}@${version}`);
  run("npm", ["install", "--prefix", npmFolder, "--no-audit", "--no-fund", "--no-save", ...packages]);
}

function installFromPip(name: keyof typeof versions.pip): void {
  const folder = pipFolder(name);
  run("python3", ["-m", "venv", "--clear", folder]);
  run(join(folder, "bin", "pip"), ["install", "--quiet", `${name}==${versions.pip[name]}`]);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: "inherit" });
}
