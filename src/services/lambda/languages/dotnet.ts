// .NET functions: by AWS's own Amazon.Lambda.RuntimeSupport, which speaks the Runtime API, on the .NET of this machine.
// https://docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ResolvedFunction } from "../configuration.ts";
import { askProgram, type LanguageProgram, notInstalled, notRunnable, otherVersion } from "./language.ts";
import { namesIn, versionsIn } from "./package-folders.ts";

const client = "Amazon.Lambda.RuntimeSupport";

/**
 * As AWS's own bootstrap script starts them. Rejects with InvalidRuntimeException without a .NET, an assembly, or the client.
 * `version` as in 8.
 */
export async function dotnetProgram(
  configuration: ResolvedFunction,
  version: string,
): Promise<LanguageProgram> {
  const { codeRoot, handler } = configuration;
  // A class's method has colons; an assembly or a binary that is a program of its own has the client in it.
  const isProgram = !handler.includes(":");
  const assembly = (handler.split(":", 1)[0] ?? "").replace(/\.dll$/, "");
  const own = join(codeRoot, `${assembly}.dll`);
  const binary = join(codeRoot, handler);
  const hasAssembly = existsSync(own);
  if (isProgram && !hasAssembly && existsSync(binary)) return { command: binary, args: [] };
  const dotnet = await findDotnet(version);
  if (dotnet === undefined)
    throw notInstalled(configuration, ".NET", `.NET ${version} as dotnet, or name its folder in DOTNET_ROOT`);
  if (!hasAssembly)
    throw notRunnable(
      configuration,
      `has the handler ${handler}, and there is no ${assembly}.dll in its code`,
    );
  const isSame = dotnet.version === version;
  return {
    command: dotnet.path,
    args: [
      ...["exec", ...(isSame ? [] : ["--roll-forward", "Major"])],
      ...(isProgram ? [own] : libraryArguments(configuration, assembly)),
    ],
    ...(isSame ? {} : otherVersion(configuration, ".NET", dotnet.version)),
  };
}

function libraryArguments(configuration: ResolvedFunction, assembly: string): readonly string[] {
  const { codeRoot, handler, environment } = configuration;
  const main = clientFor(codeRoot);
  if (main === undefined)
    throw notRunnable(
      configuration,
      `needs ${client}, which is not on this machine: add it to the project with dotnet add package ${client}`,
    );
  const named = (environment.LAMBDA_DOTNET_MAIN_ASSEMBLY || assembly).replace(/\.dll$/, "");
  const described = (ending: string) => {
    const own = `${named}${ending}`;
    const others = namesIn(codeRoot).filter((name) => name.endsWith(ending));
    const file = others.includes(own) || others.length !== 1 ? own : (others[0] ?? own);
    if (!others.includes(file)) throw notRunnable(configuration, `has no ${file} in its code`);
    return join(codeRoot, file);
  };
  return [
    ...["--depsfile", described(".deps.json"), "--runtimeconfig", described(".runtimeconfig.json")],
    ...[main, handler],
  ];
}

interface Dotnet {
  readonly path: string;
  readonly version: string;
}

/** The version that was asked for if it is there, otherwise the newest. */
async function findDotnet(version: string): Promise<Dotnet | undefined> {
  const root = process.env.DOTNET_ROOT;
  const path = root === undefined ? "dotnet" : join(root, "dotnet");
  const listed = (await askProgram(path, ["--list-runtimes"])) ?? "";
  const versions = [...listed.matchAll(/^Microsoft\.NETCore\.App (\d+)\./gm)].map(([, major = ""]) => major);
  const found = versions.find((each) => each === version) ?? versions.at(-1);
  return found === undefined ? undefined : { path, version: found };
}

/** That of the function's own package, otherwise the newest of NuGet's folder. */
function clientFor(codeRoot: string): string | undefined {
  const own = join(codeRoot, `${client}.dll`);
  if (existsSync(own)) return own;
  const folder = join(homedir(), ".nuget", "packages", client.toLowerCase());
  return versionsIn(folder)
    .flatMap((version) => {
      const targets = versionsIn(join(folder, version, "lib")).filter((target) => /^net\d/.test(target));
      return targets.map((target) => join(folder, version, "lib", target, `${client}.dll`));
    })
    .findLast((file) => existsSync(file));
}
