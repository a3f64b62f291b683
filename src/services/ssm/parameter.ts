// A parameter as it is kept: its versions, each with its value and its labels, and what is said of all of them.

export type ParameterType = "String" | "StringList" | "SecureString";
export type ParameterTier = "Standard" | "Advanced" | "Intelligent-Tiering";

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  /** What is told of a SecureString to whoever does not ask for it decrypted. */
  readonly sealed?: string;
  readonly type: ParameterType;
  readonly dataType: string;
  readonly tier: "Standard" | "Advanced";
  readonly labels: readonly string[];
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly modifiedBy: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly keyId?: string;
  /** As they were given: they are told, and nothing expires. */
  readonly policies?: string;
}

export interface Parameter {
  readonly name: string;
  /** Oldest first, and never none. */
  readonly versions: readonly ParameterVersion[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
}

export function latestOf({ versions }: Parameter): ParameterVersion {
  const latest = versions.at(-1);
  if (latest === undefined) throw new Error("A parameter has at least one version");
  return latest;
}
