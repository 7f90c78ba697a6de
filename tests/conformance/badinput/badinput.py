# SPDX-License-Identifier: GPL-3.0-only
"""Bad input over real HTTPS: every request must be answered with a clear Status (or a closed connection where there is no request to answer),
never crash the server, and never change what is stored."""
import base64
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys

kubeconfig, work = sys.argv[1:3]
text = open(kubeconfig).read()


def datum(name):
    return base64.b64decode(re.search(name + r": *\"?([A-Za-z0-9+/=]+)", text).group(1))


address = re.search(r"server: *\"?https://([^:\s\"]+):(\d+)", text)
host, port = address.group(1), int(address.group(2))
paths = {}
for name in ("certificate-authority-data", "client-certificate-data", "client-key-data"):
    paths[name] = os.path.join(work, name)
    with open(paths[name], "wb") as file:
        file.write(datum(name))

failures = 0
count = 0


def context(certificate=None, key=None):
    made = ssl.create_default_context(cafile=paths["certificate-authority-data"])
    if certificate:
        made.load_cert_chain(certificate, key)
    return made


admin = context(paths["client-certificate-data"], paths["client-key-data"])


def raw(data, tls=admin, timeout=20):
    """What comes back for these bytes; None if the connection is closed or refused."""
    try:
        with socket.create_connection((host, port), timeout) as plain:
            with tls.wrap_socket(plain, server_hostname=host) as secure:
                secure.sendall(data)
                answer = b""
                while True:
                    part = secure.recv(65536)
                    if not part:
                        return answer or None
                    answer += part
                    head, separator, body = answer.partition(b"\r\n\r\n")
                    length = re.search(rb"(?i)content-length: *(\d+)", head)
                    if separator and length and len(body) >= int(length.group(1)):
                        return answer
    except (ConnectionError, ssl.SSLError, BrokenPipeError):
        return None


def ask(method, path, body=b"", headers=None, tls=admin):
    """Status and parsed body."""
    if isinstance(body, str):
        body = body.encode()
    lines = {"Host": "x", "Content-Length": str(len(body)), "Connection": "close"}
    if body:
        lines["Content-Type"] = "application/json"
    lines.update(headers or {})
    head = "%s %s HTTP/1.1\r\n%s\r\n" % (method, path, "".join("%s: %s\r\n" % item for item in lines.items()))
    answer = raw(head.encode("latin-1") + body, tls)
    if answer is None:
        return None, None
    head, _, content = answer.partition(b"\r\n\r\n")
    try:
        return int(head.split()[1]), json.loads(content)
    except ValueError:
        return int(head.split()[1]), content


def check(good, what, got):
    global count, failures
    count += 1
    if not good:
        failures += 1
        print("FAILED:", what, "->", str(got)[:300])


def refused(wanted, method, path, body=b"", headers=None, tls=admin, closes=False):
    code, status = ask(method, path, body, headers, tls)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    if code is None:
        check(closes, "%s %s: closed" % (method, path), None)
        return
    good = code in wanted and isinstance(status, dict) and status.get("kind") == "Status" and status.get("status") == "Failure" \
        and status.get("code") == code and bool(status.get("message"))
    check(good, "%s %s wants %s" % (method, path[:80], wanted), (code, status))


cms = "/api/v1/namespaces/default/configmaps"
pods = "/api/v1/namespaces/default/pods"
deployments = "/apis/apps/v1/namespaces/default/deployments"
assert ask("POST", cms, '{"metadata":{"name":"a"},"data":{"k":"v"}}')[0] == 201
assert ask("POST", "/api/v1/namespaces/default/serviceaccounts", '{"metadata":{"name":"robot"}}')[0] == 201
token = ask("POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", "{}")[1]["status"]["token"]


def everything():
    state = {}
    for path in (cms, pods, deployments, "/api/v1/secrets", "/api/v1/services", "/api/v1/namespaces", "/api/v1/nodes", "/api/v1/serviceaccounts"):
        code, found = ask("GET", path)
        assert code == 200, path
        state[path] = found["items"]
    return state


before = everything()

# --- bodies ---
for body in ("{", "}", "[", "nul", '"x"', "[]", "1", '{"metadata":', '{"metadata":{"name":"b"}}x', "{'a':1}", '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1e999}',
             '{"metadata":{"name":"b\x01"}}', b'{"metadata":{"name":"\xff\xfe"}}', b'{"metadata":{"name":"\xed\xa0\x80"}}', b"\x00" * 100, '{"a":"\\ud800"}' + "x"):
    refused(400, "POST", cms, body)
refused((400, 413), "POST", cms, "[" * 100000)
refused((400, 413), "POST", cms, '{"a":' * 50000)
refused((400, 413), "POST", cms, '{"metadata":{"name":"deep"},"data":' + '{"a":' * 5000 + "1" + "}" * 5001)
refused(413, "POST", cms, '{"metadata":{"name":"big"},"data":{"k":"' + "x" * (3 * 1024 * 1024) + '"}}', closes=True)
refused(422, "POST", cms, '{"metadata":{"name":"fat"},"data":{"k":"' + "x" * (1200 * 1024) + '"}}')
for body in ('{"metadata":[]}', '{"metadata":"x"}', '{"metadata":{"name":1}}', '{"metadata":{"name":"b","labels":[]}}', '{"metadata":{"name":"b","labels":{"a":1}}}',
             '{"metadata":{"name":"b"},"data":[]}', '{"metadata":{"name":"b"},"data":{"a":{}}}', '{"metadata":{"name":"b"},"binaryData":{"a":"%%%"}}',
             '{"metadata":{"name":"b","ownerReferences":{}}}', '{"metadata":{"name":"b","finalizers":"x"}}', '{"metadata":{"name":"b"},"immutable":"yes"}',
             '{"apiVersion":"v2","kind":"ConfigMap"}', '{"apiVersion":"v1","kind":"Pod"}', '{"kind":5}'):
    refused(400, "POST", cms, body)
for body in ('{"metadata":{}}', '{"metadata":{"name":""}}', '{"metadata":{"name":"A"}}', '{"metadata":{"name":"a/b"}}', '{"metadata":{"name":".."}}',
             '{"metadata":{"name":"%s"}}' % ("a" * 254), '{"metadata":{"name":"b","labels":{"-":"x"}}}', '{"metadata":{"name":"b","labels":{"a":"%s"}}}' % ("x" * 64),
             '{"metadata":{"name":"b","finalizers":["x"]}}', '{"metadata":{"name":"b","ownerReferences":[{}]}}', '{"metadata":{"name":"b"},"data":{"..":"x"}}',
             '{"metadata":{"generateName":"A_"}}'):
    refused(422, "POST", cms, body)
refused(400, "POST", cms + "?fieldValidation=Strict", '{"metadata":{"name":"b"},"nope":1}')
refused(400, "POST", cms + "?fieldValidation=Strict", '{"metadata":{"name":"b","name":"c"}}')
refused(400, "POST", cms, '{"metadata":{"name":"b","namespace":"kube-system"}}')
refused(400, "POST", cms, '{"metadata":{"name":"b","resourceVersion":"1"}}')
refused(422, "POST", pods, '{"metadata":{"name":"p"},"spec":{}}')
refused(400, "POST", pods, '{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"lots"}}}]}}')
refused((400, 422), "POST", pods, '{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":99999999999999}]}]}}')
refused(400, "POST", deployments, '{"metadata":{"name":"d"},"spec":{"replicas":1.5}}')
refused(400, "POST", deployments, '{"metadata":{"name":"d"},"spec":{"replicas":99999999999}}')

# --- other forms ---
refused(415, "POST", cms, "x", {"Content-Type": "text/plain"})
refused(415, "POST", cms, "<x/>", {"Content-Type": "application/xml"})
refused(415, "PATCH", cms + "/a", "{}", {"Content-Type": "application/json"})
refused(406, "GET", cms, headers={"Accept": "text/html"})
for body in ("a: [", "a: b: c", "\t", "- a", "&a [*a]", "x: *nothing", "a: !!binary '%'", "? {a: b}\n: c\n"):
    refused(400, "POST", cms, body, {"Content-Type": "application/yaml"})
bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join("a%d: &a%d [%s]\n" % (i, i, ",".join(["*a%d" % (i - 1)] * 9)) for i in range(1, 12))
refused((400, 413), "POST", cms, bomb, {"Content-Type": "application/yaml"})
generator = random.Random(7)
protobuf = {"Content-Type": "application/vnd.kubernetes.protobuf"}
for _ in range(60):
    refused((400, 422), "POST", cms, b"k8s\x00" + bytes(generator.randrange(256) for _ in range(generator.randrange(80))), protobuf)
sent = bytes.fromhex("6b3873000a0f0a0276311209436f6e6669674d6170121b0a110a0161")
for end in range(4, len(sent)):
    refused((400, 422), "POST", cms, sent[:end], protobuf)

# --- patches ---
for kind, bodies in {
    "merge-patch+json": ("[]", "1", "{", "null", '{"metadata":null}', '{"kind":"Pod"}', '{"metadata":{"name":"b"}}', '{"data":[1]}', '{"metadata":{"uid":"x"}}',
                         '{"metadata":{"resourceVersion":"999999"}}', '{"metadata":{"labels":{"":"x"}}}'),
    "json-patch+json": ("{}", "1", '[{"op":"nope","path":"/data"}]', '[{"op":"remove","path":"/none"}]', '[{"op":"add","path":"data","value":1}]', '[{"op":"add"}]',
                        '[{"op":"test","path":"/data/k","value":"w"}]', '[{"op":"move","from":"/data","path":"/data/k/x"}]', '[{"op":"remove","path":"/metadata"}]',
                        '[{"op":"remove","path":""}]', '[{"op":"replace","path":"/metadata/name","value":"x"}]', "[%s]" % ",".join(['{"op":"test","path":"","value":0}'] * 10001)),
    "strategic-merge-patch+json": ("[]", '{"data":"x"}', '{"$patch":"nope"}', '{"metadata":{"$patch":"delete"}}', '{"metadata":{"finalizers":[1]}}', '{"metadata":{"ownerReferences":[{"x":1}]}}'),
}.items():
    for body in bodies:
        refused((400, 409, 413, 422), "PATCH", cms + "/a", body, {"Content-Type": "application/" + kind})

# --- paths and queries ---
for path in (cms + "/%00", cms + "/a%2Fb", cms + "/%zz", cms + "/%", "/api/v1/namespaces/%2e%2e%2fx/pods"):
    refused((400, 404), "GET", path)
for path in ("/api/v1/nothing", "/api/v9/pods", "/apis/nope/v1/x", cms + "/none", cms + "/a/nope", "/api/v1/namespaces/default", "/nope", "/api/v1/configmaps/a", "/apis/apps/v1/namespaces/a/b/c/d/e/f/g/h/i/j/k/l"):
    code, _ = ask("GET", path)
    check(code == (200 if path.endswith("/default") else 404), path, code)
for query in ("labelSelector=a%3D%3D%3Db", "labelSelector=a+in+(", "labelSelector=%FF", "fieldSelector=x", "fieldSelector=spec.nope%3D1", "continue=zzz", "continue=e30",
              "resourceVersion=-1", "resourceVersion=x", "watch=true&resourceVersion=x", "resourceVersionMatch=Exact", "watch=true&sendInitialEvents=true",
              "limit=x", "limit=99999999999999999999"):
    refused((400, 422), "GET", cms + "?" + query)
for query in ("limit=-1", "timeoutSeconds=-5", "pretty=%FF", "a=b&a=c&=&&"):
    check(ask("GET", cms + "?" + query)[0] == 200, query, None)
refused(422, "POST", cms + "?dryRun=Maybe", '{"metadata":{"name":"b"}}')
refused(422, "POST", cms + "?fieldValidation=Maybe", '{"metadata":{"name":"b"}}')
refused((400, 405, 501), "BREW", cms)
refused(405, "DELETE", "/api/v1/namespaces")
refused(405, "POST", cms + "/a", "{}")
refused(404, "DELETE", cms + "/none")
refused(400, "DELETE", cms + "/a", "[1]")
refused(422, "DELETE", cms + "/a", '{"propagationPolicy":"Sideways"}')
refused(409, "DELETE", cms + "/a", '{"preconditions":{"uid":"x"}}')
refused(409, "PUT", cms + "/a", '{"metadata":{"name":"a","resourceVersion":"1"}}')
refused(400, "PUT", cms + "/a", '{"metadata":{"name":"b"}}')

# --- no HTTP at all ---
for data in (b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01" + b"\x00" * 50, b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nnocolon\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20000,
             b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", b"G" * 200000):
    answer = raw(data)
    check(answer is None or re.match(rb"HTTP/1.1 [45]\d\d ", answer), data[:30], answer and answer[:80])

# --- who ---
nobody = context()
refused(403, "GET", cms, tls=nobody) # without credentials: system:anonymous, who may nothing
for headers in ({"Authorization": "Bearer "}, {"Authorization": "Bearer x"}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer abcdef.0123456789abcdef"},
                {"Authorization": "Bearer " + "x" * 20000}):
    refused(401, "GET", cms, headers=headers, tls=nobody)
refused(403, "GET", cms, headers={"Authorization": "Bearer " + token}, tls=nobody)
head, claims, signature = token.split(".")


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
for forged in (token[:-4] + "AAAA", head + "." + encoded({**decoded, "sub": "system:serviceaccount:kube-system:admin"}) + "." + signature,
               encoded({"alg": "none"}) + "." + claims + ".", encoded({"alg": "HS256"}) + "." + claims + "." + signature, head + "." + claims, "..", token + ".x",
               head + "." + encoded({**decoded, "exp": decoded["exp"] + 10**6}) + "." + signature):
    refused(401, "GET", cms, headers={"Authorization": "Bearer " + forged}, tls=nobody)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# A certificate of somebody else's authority, with the right names in it; and one that signs itself.
openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=kubernetes", "-days", "1")
openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "rogue.key", "-out", "rogue.csr", "-subj", "/O=system:masters/CN=kubernetes-admin")
openssl("x509", "-req", "-in", "rogue.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", "rogue.crt", "-days", "1")
openssl("req", "-x509", "-key", "rogue.key", "-out", "self.crt", "-subj", "/O=system:masters/CN=kubernetes-admin", "-days", "1")
for certificate in ("rogue.crt", "self.crt"):
    tls = context(os.path.join(work, certificate), os.path.join(work, "rogue.key"))
    refused(401, "GET", cms, tls=tls, closes=True)
    refused(401, "POST", cms, '{"metadata":{"name":"rogue"}}', tls=tls, closes=True)
# Of the right authority, but past its time.
expired = 0
for folder, _, names in os.walk(os.path.join(work, "data")):
    for name in names:
        if name.endswith("ca.key") and "client" not in name:
            key = os.path.join(folder, name)
            certificate = key[:-4] + ".crt" if os.path.exists(key[:-4] + ".crt") else paths["certificate-authority-data"]
            with open(os.path.join(work, "index.txt"), "w"), open(os.path.join(work, "serial"), "w") as serial:
                serial.write("77\n")
            with open(os.path.join(work, "ca.cnf"), "w") as configuration:
                configuration.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\norganizationName=optional\ncommonName=supplied\n")
            openssl("ca", "-batch", "-config", "ca.cnf", "-in", "rogue.csr", "-cert", certificate, "-keyfile", key, "-startdate", "20200101000000Z",
                    "-enddate", "20200201000000Z", "-out", "expired.crt")
            expired += 1
            refused(401, "GET", cms, tls=context(os.path.join(work, "expired.crt"), os.path.join(work, "rogue.key")), closes=True)

check(expired == 1, "an expired certificate was tried", expired)
check(ask("GET", "/readyz")[0] == 200, "still ready", None)
after = everything()
for path in before:
    check(before[path] == after[path], "unchanged " + path, after[path])
print("%d checks, %d failed" % (count, failures))
sys.exit(1 if failures else 0)
