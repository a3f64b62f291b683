// What Lambda's runtimes and CDK's layers bring along for the functions of custom resources, and this machine need not have.

/** How to get what is missing, by how functions complain; undefined where it is something else. */
export function whatToInstall(complaint: string): string | undefined {
  const [, client] = missingClient.exec(complaint) ?? [];
  if (client !== undefined) return broughtAlong(client, `npm install --save-dev ${client}`);
  const [, python] = missingPython.exec(complaint) ?? [];
  if (python !== undefined) return broughtAlong(python, `pip install ${python}`);
  return missingCli.test(complaint) ? cli : undefined;
}

// The first is Node's, the others are those of CDK's AwsCustomResource.
const missingClient =
  /(?:Cannot find (?:module|package) '|client package with name '|Package )(@aws-sdk\/[\w.-]+)(?:'| does not exist)/;
const missingPython = /No module named '(boto3|botocore)\b/;
const missingCli = /No such file or directory: '\/opt\/awscli\/aws'/;

function broughtAlong(name: string, command: string): string {
  return `Lambda's runtime brings ${name} along. Here it is missing: ${command}`;
}

// The same complaint for a program without its interpreter as for one that is not there at all.
const cli =
  "A layer of CDK's brings the AWS CLI along as /opt/awscli/aws, for the Python of Lambda's runtime. Here that is missing: sudo mkdir -p /var/lang/bin && sudo ln -s \"$(command -v python3)\" /var/lang/bin/python; and where functions cannot have an /opt of their own, an AWS CLI must be installed and its folder linked as /opt/awscli";
