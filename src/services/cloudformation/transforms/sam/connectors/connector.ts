// AWS::Serverless::Connector: permissions between two resources, in the form that their types ask for.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, draftOf, isDraft, listAt, own, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { referredId } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";
import { type ConnectorEnd, connectorEnd, roleName } from "./connector-end.ts";
import {
  type ConnectorProfile,
  connectorProfiles,
  type Grant,
  type PermissionProfile,
  type ResourcePolicyProfile,
  type RoleProfile,
} from "./connector-profiles.ts";

export function expandConnector(resource: SamResource, expansion: Expansion): void {
  const destinations = resource.property("Destination") as Json;
  const several = Array.isArray(destinations);
  if (several && destinations.length === 0) resource.fail("'Destination' is an empty list", "Destination");
  const made: string[] = [];
  for (const [index, destination] of (several ? destinations : [destinations]).entries()) {
    const place = several ? ["Destination", index] : ["Destination"];
    const source = connectorEnd(resource, expansion, resource.property("Source") as Json, ["Source"]);
    const end = connectorEnd(resource, expansion, destination as Json, place);
    const connection = new Connection(resource, expansion, source, end, several ? `Destination${index}` : "");
    made.push(...connection.expand());
  }
  delete expansion.resources[resource.id];
  waitForMade(resource.id, made, expansion);
}

/** Whatever depends on the connector depends on what it has become. */
function waitForMade(id: string, made: readonly string[], expansion: Expansion): void {
  for (const other of Object.values(expansion.resources)) {
    const resource = draftOf(other);
    const dependencies = listOf(own(other, "DependsOn"));
    if (resource === undefined || !dependencies.includes(id)) continue;
    resource.DependsOn = [...new Set([...dependencies.filter((one) => one !== id), ...made])];
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

class Connection {
  readonly #connector: SamResource;
  readonly #expansion: Expansion;
  readonly #source: ConnectorEnd;
  readonly #destination: ConnectorEnd;
  /** Follows the ids of what is made, where there are several destinations. */
  readonly #suffix: string;

  constructor(
    connector: SamResource,
    expansion: Expansion,
    source: ConnectorEnd,
    destination: ConnectorEnd,
    suffix: string,
  ) {
    this.#connector = connector;
    this.#expansion = expansion;
    this.#source = source;
    this.#destination = destination;
    this.#suffix = suffix;
  }

  /** The logical ids of what was made. */
  expand(): readonly string[] {
    const profile = connectorProfiles[this.#source.type]?.[this.#destination.type];
    if (profile === undefined)
      return this.#connector.fail(
        `Unable to create connector from ${this.#source.type} to ${this.#destination.type}; it's not supported or the template is invalid.`,
        "Destination",
      );
    const permissions = this.#permissions(profile);
    if (profile.kind === "role") return [this.#grantToRole(profile, permissions)];
    if (profile.kind === "permission") return permissions.map((access) => this.#permit(profile, access));
    return [this.#letIn(profile)];
  }

  #permissions(profile: ConnectorProfile): readonly string[] {
    const asked = this.#connector.property("Permissions");
    const known = profile.kind === "role" ? profile.grants.map(([access]) => String(access)) : ["Write"];
    const permissions = Array.isArray(asked) ? [...new Set(asked.map(String))] : [];
    if (permissions.length === 0)
      this.#connector.fail("'Permissions' cannot be empty; valid values are: Read, Write.", "Permissions");
    const unsupported = `Unsupported 'Permissions' provided for connector from ${this.#source.type} to ${this.#destination.type}`;
    if (permissions.some((one) => !known.includes(one)))
      this.#connector.fail(`${unsupported}; valid values are: ${known.join(", ")}.`, "Permissions");
    const isWhole = profile.kind !== "role" || profile.together !== true;
    if (!isWhole && permissions.length < known.length)
      this.#connector.fail(
        `${unsupported}; valid combinations are: ${known.sort().join(" + ")}.`,
        "Permissions",
      );
    return permissions;
  }

  #grantToRole(profile: RoleProfile, permissions: readonly string[]): string {
    const role = profile.of === "source" ? this.#sourceRole() : this.#destination.roleName;
    if (role === undefined)
      this.#connector.fail(
        `Unable to get IAM role name from '${profile.of === "source" ? "Source" : "Destination"}' resource.`,
        profile.of === "source" ? "Source" : "Destination",
      );
    const grants = profile.grants
      .filter(([access]) => permissions.includes(access))
      .flatMap(([, all]) => all);
    const id = this.#add("Policy", "AWS::IAM::ManagedPolicy", {
      PolicyDocument: { Version: "2012-10-17", Statement: grants.map((grant) => this.#statement(grant)) },
      Roles: [role as Json],
    });
    if (profile.before === "source") this.#delay(this.#expansion.resource(this.#source.id), id);
    if (profile.before === "event source mapping")
      for (const mapping of this.#mappings()) this.#delay(mapping, id);
    return id;
  }

  /** A rule has a role for each target. */
  #sourceRole(): Json | undefined {
    if (this.#source.type !== "AWS::Events::Rule" || this.#source.id === undefined)
      return this.#source.roleName;
    const targets = own(own(this.#expansion.resource(this.#source.id), "Properties"), "Targets");
    for (const target of Array.isArray(targets) ? (targets as readonly Json[]) : []) {
      const arn = own(target, "Arn");
      const isIt =
        (this.#destination.id !== undefined && referredId(arn) === this.#destination.id) ||
        JSON.stringify(arn) === JSON.stringify(this.#destination.arn);
      if (isIt) return roleName(own(target, "RoleArn"));
    }
    return undefined;
  }

  #statement({ actions, resources }: Grant): JsonObject {
    return { Effect: "Allow", Action: actions, Resource: resources.map((text) => this.#filled(text)) };
  }

  #permit({ principal, sourceArn, sourceAccount }: PermissionProfile, access: string): string {
    return this.#add(
      `${access}LambdaPermission`,
      "AWS::Lambda::Permission",
      present({
        Action: "lambda:InvokeFunction",
        FunctionName: this.#filled("${Destination.Arn}"),
        Principal: principal,
        SourceArn: this.#filled(sourceArn),
        SourceAccount: sourceAccount === undefined ? undefined : this.#filled(sourceAccount),
      }),
    );
  }

  #letIn({ kind, principal }: ResourcePolicyProfile): string {
    const arn = this.#filled("${Destination.Arn}");
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: principal },
          Resource: arn,
          Action: kind === "queue" ? "sqs:SendMessage" : "sns:Publish",
          Condition: { ArnEquals: { "aws:SourceArn": this.#filled("${Source.Arn}") } },
        },
      ],
    };
    return kind === "queue"
      ? this.#add("QueuePolicy", "AWS::SQS::QueuePolicy", {
          PolicyDocument: document,
          Queues: [this.#filled("${Destination.QueueUrl}")],
        })
      : this.#add("TopicPolicy", "AWS::SNS::TopicPolicy", { PolicyDocument: document, Topics: [arn] });
  }

  /** A text with the members of the two ends in it; the member itself where the text is nothing else. */
  #filled(text: string): Json {
    const places = /\$\{((?:Source|Destination)\.\w+)\}/g;
    const members = [...text.matchAll(places)].map(([, place]) => place as string);
    const values = Object.fromEntries(members.map((place) => [place.replace(".", ""), this.#member(place)]));
    const [only] = Object.values(values);
    if (members.length === 1 && text === `\${${members[0]}}`) return only as Json;
    const named = text.replace(places, (_, place: string) => `\${${place.replace(".", "")}}`);
    return { "Fn::Sub": members.length === 0 ? text : [named, values] };
  }

  #member(place: string): Json {
    const [end, name = ""] = place.split(".");
    const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}` as keyof ConnectorEnd;
    const value = (end === "Source" ? this.#source : this.#destination)[key];
    return (
      value ??
      this.#connector.fail(
        end === "Destination" && name === "Arn" && this.#destination.type === "AWS::Lambda::Function"
          ? "Unable to get Lambda function ARN from 'Destination' resource."
          : `${end}.${name} is missing.`,
        end as string,
      )
    );
  }

  #add(suffix: string, type: string, properties: JsonObject): string {
    const id = `${this.#connector.id}${suffix}${this.#suffix}`;
    const metadata = this.#connector.attribute("Metadata");
    const ends = {
      Source: { Type: this.#source.statedType },
      Destination: { Type: this.#destination.statedType },
    };
    this.#expansion.add(this.#connector, id, {
      ...this.#connector.ownAttributes(),
      Metadata: {
        ...(isDraft(metadata) ? metadata : {}),
        "aws:sam:connectors": { [this.#connector.id]: ends },
      },
      Type: type,
      Properties: properties,
    });
    return id;
  }

  #delay(resource: Draft | undefined, policy: string): void {
    if (resource === undefined) return;
    const dependencies = listAt(resource, "DependsOn");
    if (!dependencies.includes(policy)) dependencies.push(policy);
  }

  /** The event source mappings of the template that join the two ends. */
  #mappings(): readonly Draft[] {
    return Object.values(this.#expansion.resources).filter((resource): resource is Draft => {
      if (!isDraft(resource) || resource.Type !== "AWS::Lambda::EventSourceMapping") return false;
      const [target, source] = ["FunctionName", "EventSourceArn"].map((name) =>
        referredId(own(resource.Properties, name)),
      );
      return (
        target !== undefined &&
        target === this.#destination.id &&
        source !== undefined &&
        source === this.#source.id
      );
    });
  }
}
