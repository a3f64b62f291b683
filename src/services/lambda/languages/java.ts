// Java functions: by AWS's own runtime interface client, which speaks the Runtime API, on a JVM of this machine.
// https://docs.aws.amazon.com/lambda/latest/dg/java-package.html

import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { ResolvedFunction } from "../configuration.ts";
import {
  askProgram,
  type LanguageFacts,
  type LanguageProgram,
  notInstalled,
  notRunnable,
  otherVersion,
} from "./language.ts";
import { newestWithDependencies } from "./maven-repository.ts";
import { namesIn } from "./package-folders.ts";

const client = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
/** As Maven names it. */
const clientArtifact = {
  groupId: "com.amazonaws",
  artifactId: "aws-lambda-java-runtime-interface-client",
} as const;
/** A folder of its jars, for a machine without Maven's. */
const clientVariable = "MILLRACE_JAVA_CLIENT";
/** The heap's share of an environment's memory, as Lambda gives it; the rest is for classes, code and threads. */
const heapShare = 0.85;

/** Rejects with InvalidRuntimeException without a JVM, or without the client. `version` as in 21. */
export async function javaProgram(
  configuration: ResolvedFunction,
  version: string,
  { opt }: LanguageFacts,
): Promise<LanguageProgram> {
  const { codeRoot, handler, memorySizeMb } = configuration;
  const java = await findJava(version);
  if (java === undefined)
    throw notInstalled(
      configuration,
      "Java",
      `a JDK or JRE ${version} as java, or name its home in JAVA_HOME`,
    );
  const own = [codeRoot, join(codeRoot, "lib", "*"), ...(opt === undefined ? [] : [`${opt}/java/lib/*`])];
  const jars = hasClient(codeRoot) ? [] : clientJars();
  if (jars === undefined)
    throw notRunnable(
      configuration,
      `needs AWS's runtime interface client for Java, which is not on this machine: run mvn dependency:get -Dartifact=com.amazonaws:${clientArtifact.artifactId}:LATEST, put it into the function's package, or name a folder of its jars in ${clientVariable}`,
    );
  return {
    command: java.path,
    args: [
      // As Lambda starts Java: "tiered compilation stops at level 1", with the serial collector.
      ...["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", `-Xmx${Math.floor(memorySizeMb * heapShare)}m`],
      ...["-cp", [...own, ...jars].join(delimiter), client, handler],
    ],
    ...(java.version === version ? {} : otherVersion(configuration, "Java", java.version)),
  };
}

interface Java {
  readonly path: string;
  readonly version: string;
}

/** Those that were found, by the version that was asked for. */
const javas = new Map<string, Java>();
/** Where Debian, Red Hat and their like keep them. */
const homesFolder = "/usr/lib/jvm";

/** The exact one where it is; otherwise that of the machine. */
async function findJava(version: string): Promise<Java | undefined> {
  const present = javas.get(version);
  if (present !== undefined) return present;
  const chosen = process.env.JAVA_HOME === undefined ? undefined : javaIn(process.env.JAVA_HOME);
  const exact = chosen?.version === version ? chosen : homes().find((java) => java.version === version);
  const found = exact ?? chosen ?? (await javaInPath());
  if (found !== undefined) javas.set(version, found);
  return found;
}

function homes(): readonly Java[] {
  return namesIn(homesFolder).flatMap((name) => javaIn(join(homesFolder, name)) ?? []);
}

function javaIn(home: string): Java | undefined {
  const path = join(home, "bin", "java");
  try {
    const [, version] = /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(join(home, "release"), "utf8")) ?? [];
    return version !== undefined && existsSync(path) ? { path, version: majorOf(version) } : undefined;
  } catch {
    return undefined;
  }
}

async function javaInPath(): Promise<Java | undefined> {
  const told = (await askProgram("java", ["-XshowSettings:properties", "-version"])) ?? "";
  const [, home] = /^\s*java\.home = (.+)$/m.exec(told) ?? [];
  const [, version] = /^\s*java\.specification\.version = (.+)$/m.exec(told) ?? [];
  if (home === undefined || version === undefined) return undefined;
  return { path: join(home, "bin", "java"), version: majorOf(version) };
}

/** Java 8 called itself 1.8. */
function majorOf(version: string): string {
  return version.replace(/^1\./, "").split(/[._]/)[0] ?? version;
}

/** The function brought it: as a jar, or unpacked among its classes. */
function hasClient(codeRoot: string): boolean {
  const isUnpacked = existsSync(join(codeRoot, `${client.replaceAll(".", "/")}.class`));
  return (
    isUnpacked || namesIn(join(codeRoot, "lib")).some((name) => name.startsWith(clientArtifact.artifactId))
  );
}

/** Undefined if it is not on this machine. */
function clientJars(): readonly string[] | undefined {
  const folder = process.env[clientVariable];
  return folder === undefined ? newestWithDependencies(clientArtifact) : [join(folder, "*")];
}
