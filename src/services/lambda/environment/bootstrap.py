"""The Python process of one execution environment: it loads the handler once, then answers one invocation at a time.

It speaks the frames of frames.ts and frame-headers.ts on file 3 and the log records of log-record.ts on file 4, and needs nothing but the standard
library. Error texts are those of Lambda's own Python runtime.
"""

import importlib
import io
import itertools
import json
import logging
import os
import re
import resource
import socket
import struct
import sys
import time
import traceback

CHANNEL, LOG = 3, 4
EVENT, RAW = 0, 1
LONGEST_MESSAGE = 1024 * 1024
LARGEST_RESPONSE = 6_291_556
# AWS's runtime says so of whatever fails while a module is loaded.
INIT_WARNING = "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in rare cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed runtimes, runtime updates can be triggered by a function change, or can be applied automatically. To determine if the runtime has been updated, check the runtime version in the INIT_START log entry. If this error correlates with a change in the runtime version, you may be able to mitigate this error by temporarily rolling back to the previous runtime version. For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"

environ = os.environ
is_json = environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
request_id = None
given = logged = 0


def write_record(kind, data):
    global logged
    data = data[:LONGEST_MESSAGE]
    record = struct.pack("<IBd", len(data), kind, time.time() * 1000) + data
    view = memoryview(record)
    try:
        while view:
            view = view[os.write(LOG, view) :]
        logged += len(record)
    except OSError:
        # The handler has closed the file; nothing can be told any more.
        pass


def log_event(message):
    write_record(EVENT, message.encode("utf-8", "surrogatepass"))


class Output(io.RawIOBase):
    """What is printed, at once: it has to be there whatever becomes of the process."""

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        for start in range(0, len(data), LONGEST_MESSAGE):
            write_record(RAW, data[start : start + LONGEST_MESSAGE])
        return len(data)


class LambdaHandler(logging.Handler):
    def emit(self, record):
        try:
            log_event(self.format(record))
        except Exception:
            self.handleError(record)


class RequestFilter(logging.Filter):
    """Whatever formats a record finds the request in it."""

    def filter(self, record):
        record.aws_request_id = request_id or ""
        return True


class TextFormatter(logging.Formatter):
    converter = time.gmtime

    def __init__(self):
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S")


# What every record has; the rest came with `extra`.
USUAL_MEMBERS = {*logging.makeLogRecord({}).__dict__, "aws_request_id", "message", "asctime", "taskName"}


def time_stamp(seconds):
    return "%s.%03dZ" % (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)), seconds % 1 * 1000)


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": time_stamp(record.created),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        line["requestId"] = record.aws_request_id
        if record.exc_info and record.exc_info[0]:
            kind, value, trace = record.exc_info
            line.update(stackTrace=traceback.format_tb(trace), errorType=kind.__name__, errorMessage=str(value))
            line["location"] = "%s:%s:%d" % (record.pathname, record.funcName, record.lineno)
        extra = {name: value for name, value in record.__dict__.items() if name not in USUAL_MEMBERS and value is not None}
        return json.dumps({**extra, **line}, ensure_ascii=False, default=str)


class Fault(Exception):
    """An error of the runtime rather than of the handler."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


def report_of(error):
    if isinstance(error, Fault):
        kind, trace = error.kind, error.trace
    else:
        kind, frames = type(error).__name__, traceback.extract_tb(error.__traceback__)
        trace = traceback.format_list(list(itertools.dropwhile(lambda frame: frame.filename == __file__, frames)))
    return {"errorMessage": str(error), "errorType": kind, "requestId": request_id or "", "stackTrace": trace}


def log_error(report):
    if is_json:
        line = {"timestamp": time_stamp(time.time()), "level": "ERROR"}
        log_event(json.dumps({**line, **report}, ensure_ascii=False))
        return
    parts = [part for part in (report["errorType"], report["errorMessage"]) if part]
    lines = ["[ERROR] " + ": ".join(parts), "Traceback (most recent call last):"]
    for line in "".join(report["stackTrace"]).splitlines():
        unindented = line.lstrip(" ")
        lines.append("\u00a0" * (len(line) - len(unindented)) + unindented)
    log_event("\n".join(lines))


channel = socket.socket(fileno=CHANNEL)
channel.setblocking(True)


def send(head, body=b""):
    channel.sendall(struct.pack("<II", 4 + len(head) + len(body), len(head)) + head + body)


def receive(count):
    """Ends the process at the end of the region."""
    parts = bytearray(count)
    view = memoryview(parts)
    while view:
        read = channel.recv_into(view)
        if read == 0:
            os._exit(0)
        view = view[read:]
    return bytes(parts)


def next_invocation():
    while True:
        length, head_length = struct.unpack("<II", receive(8))
        head = receive(head_length)
        body = receive(length - 4 - head_length)
        if head[:1] == b"i":
            return invocation_of(head[1:].decode()), body


def invocation_of(head):
    """As frame-headers.ts describes it."""
    invoked, remaining, arn, further, trace = head.split("\n", 4)
    told = {"requestId": invoked, "remainingMs": float(remaining), "functionArn": arn, "traceHeader": trace}
    return {**told, **json.loads(further or "{}")}


class Members:
    """What is not told is None, and what else is told is not taken."""

    names = ()

    def __init__(self, told):
        for name in self.names:
            setattr(self, name, told.get(name))

    def __repr__(self):
        return "%s([%s])" % (type(self).__name__, ",".join("%s=%s" % (name, getattr(self, name)) for name in self.names))


class CognitoIdentity(Members):
    names = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(Members):
    names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(Members):
    names = ("custom", "env", "client")


class LambdaContext(Members):
    of_environment = ("log_group_name", "log_stream_name", "function_name", "function_version")
    names = ("aws_request_id", *of_environment, "memory_limit_in_mb", "invoked_function_arn", "client_context", "identity", "tenant_id")

    def log(self, message):
        log_event(str(message))

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_ms - time.time() * 1000))


def context_of(header):
    identity = header.get("identity") or {}
    told = {name: environ.get("AWS_LAMBDA_" + name.upper()) for name in LambdaContext.of_environment}
    told["memory_limit_in_mb"] = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    told["aws_request_id"], told["invoked_function_arn"] = header["requestId"], header["functionArn"]
    if "clientContext" in header:
        client_context = told["client_context"] = ClientContext(json.loads(header["clientContext"]))
        client_context.client = client_context.client and Client(client_context.client)
    pool = identity.get("cognitoIdentityPoolId")
    told["identity"] = CognitoIdentity({"cognito_identity_id": identity.get("cognitoIdentityId"), "cognito_identity_pool_id": pool})
    told["tenant_id"] = header.get("tenantId")
    context = LambdaContext(told)
    context._deadline_ms = time.time() * 1000 + header["remainingMs"]
    return context


def load_handler():
    name = environ.get("_HANDLER", "")
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        place = '  File "%s" Line %s\n    %s\n' % (error.filename, error.lineno, (error.text or "").rstrip("\n"))
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), [place])
    if not hasattr(module, function_name):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))
    return getattr(module, function_name)


# Stands before the digits of a decimal until they are written as the number that they are.
decimal_mark = os.urandom(16).hex()


def encode_decimal(value):
    import decimal

    if isinstance(value, decimal.Decimal):
        return float("nan") if value.is_nan() else "%s:%s" % (decimal_mark, value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def encoded(result):
    if isinstance(result, bytes):
        return result
    text = json.dumps(result, ensure_ascii=sys.version_info < (3, 12), default=encode_decimal)
    return re.sub('"%s:([^"]*)"' % decimal_mark, r"\1", text).encode() if decimal_mark in text else text.encode()


def event_of_rows(payload):
    """As rows.ts describes them."""
    first, names, values = json.loads(payload)
    return [{**first, **dict(zip(names, values[at : at + len(names)]))} for at in range(0, len(values), len(names))]


def respond(handler, header, payload):
    try:
        event = event_of_rows(payload) if header.get("isRows") else json.loads(payload)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)
    result = handler(event, context_of(header))
    try:
        return encoded(result)
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


def most_resident_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def answer(handler, header, payload):
    global request_id, given
    request_id = header["requestId"]
    given += 1
    environ["_X_AMZN_TRACE_ID"] = header["traceHeader"]
    started = time.perf_counter()
    failed = False
    try:
        body = respond(handler, header, payload)
    except Exception as error:
        failed = True
        report = report_of(error)
        log_error(report)
        body = json.dumps(report).encode()
    if len(body) > LARGEST_RESPONSE:
        failed = True
        message = "Response payload size exceeded maximum allowed payload size (%d bytes)." % LARGEST_RESPONSE
        body = json.dumps({"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"}).encode()
    send(struct.pack("<cBIddd", b"e", failed, given, (time.perf_counter() - started) * 1000, most_resident_bytes(), logged), body)


def prepare_logging():
    for name in "stdout", "stderr":
        setattr(sys, name, io.TextIOWrapper(Output(), encoding="utf-8", errors="backslashreplace", write_through=True))
    handler = LambdaHandler()
    handler.setFormatter(JsonFormatter() if is_json else TextFormatter())
    handler.addFilter(RequestFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if is_json and level:
        root.setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))


def prepare_paths():
    """The function's own packages first, then those of its layers, and nothing of this folder."""
    del sys.path[0]
    version = "python%d.%d" % sys.version_info[:2]
    layers = [path for path in sys.path if path.endswith("/python")]
    sys.path[0:0] = [environ.get("LAMBDA_TASK_ROOT", ".")] + ["%s/lib/%s/site-packages" % (path, version) for path in layers]


def main():
    prepare_logging()
    prepare_paths()
    try:
        handler = load_handler()
    except Exception as error:
        report = report_of(error)
        logging.warning(INIT_WARNING)
        log_error(report)
        send(json.dumps({"type": "initError", "errorType": report["errorType"]}).encode(), json.dumps(report).encode())
        sys.exit(1)
    send(b'{"type":"ready"}')
    while True:
        answer(handler, *next_invocation())


main()
