// What a template's check is told of the types of resources.

export interface ResourceTypes {
  /** Whether there is such a type at all, supported here or not. */
  isKnown(type: string): boolean;
  /** All that there are, for what a misspelt one was meant to be. */
  names(): Iterable<string>;
  /** The attributes that `Fn::GetAtt` knows of a type, or undefined where they are not known, as of a custom resource. */
  attributes(type: string): readonly string[] | undefined;
}
