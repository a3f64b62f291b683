// An application of AWS's Kinesis Client Library for Java, in the cache of tools: its jars and the compiled reader.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toolsFolder } from "../../deploy-tools/support/tool-paths.ts";

const folder = join(toolsFolder, "kinesis-client-library");
const classPathFile = join(folder, "class-path");
const classes = join(folder, "classes");
const source = join(import.meta.dirname, "Reader.java");
/** What the classes were compiled from. */
const compiledSource = join(classes, "Reader.java");

export function isReaderThere(): boolean {
  if (!existsSync(compiledSource) || !existsSync(classPathFile)) return false;
  return readFileSync(compiledSource).equals(readFileSync(source));
}

/** Needs Maven and a JDK. */
export function installReader(): void {
  mkdirSync(classes, { recursive: true });
  copyFileSync(join(import.meta.dirname, "pom.xml"), join(folder, "pom.xml"));
  const maven = [
    "-q",
    "-B",
    "-f",
    folder,
    "dependency:build-classpath",
    `-Dmdep.outputFile=${classPathFile}`,
  ];
  if (!existsSync(classPathFile)) execFileSync("mvn", maven, { stdio: "inherit" });
  execFileSync("javac", ["-cp", classPath(), "-d", classes, source], { stdio: "inherit" });
  copyFileSync(source, compiledSource);
}

export interface RunningReader {
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves once what it has printed is enough, or it has ended. */
  until(isEnough: (lines: readonly string[]) => boolean): Promise<void>;
  /** Resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Without a word to the others. */
  kill(): Promise<void>;
}

export function startReader(endpoint: string, stream: string, mode: "polling" | "fan-out"): RunningReader {
  const quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";
  const path = `${classes}:${classPath()}`;
  const child: ChildProcessWithoutNullStreams = spawn("java", [
    quiet,
    "-cp",
    path,
    "Reader",
    endpoint,
    stream,
    mode,
  ]);
  child.stderr.pipe(process.stderr);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    tell();
  });
  void ended.then(tell);
  return {
    lines,
    until: (isEnough) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isEnough(lines) && child.exitCode === null) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    async stop() {
      child.stdin.end();
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function classPath(): string {
  return readFileSync(classPathFile, "utf8").trim();
}
