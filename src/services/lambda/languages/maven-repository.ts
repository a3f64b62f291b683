// What Maven has fetched, in its own folder.
// https://maven.apache.org/repositories/layout.html

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { versionsIn } from "./package-folders.ts";

export interface MavenArtifact {
  readonly groupId: string;
  readonly artifactId: string;
}

interface Dependency extends MavenArtifact {
  readonly version?: string;
  readonly scope?: string;
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === "dependency" });

/**
 * The jars of the newest version that is there with all that it names as its dependencies; those have none of their own that it would
 * need. Undefined without such a version.
 */
export function newestWithDependencies(artifact: MavenArtifact): readonly string[] | undefined {
  return versionsIn(folderOf(artifact))
    .map((version) => [jarOf(artifact, version), ...dependenciesOf(artifact, version)])
    .findLast((jars) => jars.every((jar) => existsSync(jar)));
}

function dependenciesOf(artifact: MavenArtifact, version: string): readonly string[] {
  const pom = fileOf(artifact, version, "pom");
  if (!existsSync(pom)) return [];
  const { project } = parser.parse(readFileSync(pom, "utf8")) as {
    readonly project?: { readonly dependencies?: { readonly dependency?: readonly Dependency[] } };
  };
  return (project?.dependencies?.dependency ?? [])
    .filter(({ scope = "compile" }) => scope === "compile" || scope === "runtime")
    .map((dependency) => jarOf(dependency, dependency.version ?? ""));
}

function jarOf(artifact: MavenArtifact, version: string): string {
  return fileOf(artifact, version, "jar");
}

function fileOf(artifact: MavenArtifact, version: string, type: "jar" | "pom"): string {
  return join(folderOf(artifact), version, `${artifact.artifactId}-${version}.${type}`);
}

function folderOf({ groupId, artifactId }: MavenArtifact): string {
  return join(homedir(), ".m2", "repository", ...groupId.split("."), artifactId);
}
