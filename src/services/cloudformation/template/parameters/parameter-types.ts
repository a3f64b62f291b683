// The types that a template's parameter can have.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html

export interface ParameterType {
  /** As the template writes it. */
  readonly name: string;
  /** What each value is, and the constraints that may be put on it. */
  readonly of: "String" | "Number";
  /** Whether the value is a list, its items parted by commas. */
  readonly isList: boolean;
  /** Whether the value is the name of a parameter of SSM, whose value counts. */
  readonly isStored: boolean;
}

/** Ids of what AWS would look for in the account; here any text will do. */
const ids = [
  "AWS::EC2::AvailabilityZone::Name",
  "AWS::EC2::Image::Id",
  "AWS::EC2::Instance::Id",
  "AWS::EC2::KeyPair::KeyName",
  "AWS::EC2::SecurityGroup::GroupName",
  "AWS::EC2::SecurityGroup::Id",
  "AWS::EC2::Subnet::Id",
  "AWS::EC2::VPC::Id",
  "AWS::EC2::Volume::Id",
  "AWS::Route53::HostedZone::Id",
];

const plainTypes: readonly ParameterType[] = [
  ...["String", "AWS::SSM::Parameter::Name", ...ids].map((name) => typeOf(name, "String", false)),
  typeOf("Number", "Number", false),
  typeOf("CommaDelimitedList", "String", true),
  typeOf("List<Number>", "Number", true),
  ...["String", ...ids].map((name) => typeOf(`List<${name}>`, "String", true)),
];

const storedValue = "AWS::SSM::Parameter::Value<";

const storedTypes: readonly ParameterType[] = plainTypes
  .filter(({ name }) => name !== "AWS::SSM::Parameter::Name" && name !== "Number" && name !== "List<Number>")
  .map((type) => ({ ...type, name: `${storedValue}${type.name}>`, isStored: true }));

const types = new Map([...plainTypes, ...storedTypes].map((type) => [type.name, type]));

export const parameterTypes: readonly string[] = [...types.keys()];

export function parameterType(name: string): ParameterType | undefined {
  return types.get(name);
}

function typeOf(name: string, of: "String" | "Number", isList: boolean): ParameterType {
  return { name, of, isList, isStored: false };
}
