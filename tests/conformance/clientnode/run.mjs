// SPDX-License-Identifier: GPL-3.0-only
// What programs do with @kubernetes/client-node: typed calls, patches, apply, watches and informers, custom resources, streams.
import * as k8s from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import net from 'node:net';
import assert from 'node:assert/strict';

const kc = new k8s.KubeConfig();
kc.loadFromFile(process.env.KUBECONFIG);
const core = kc.makeApiClient(k8s.CoreV1Api);
const apps = kc.makeApiClient(k8s.AppsV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(kc);
const namespace = 'js';
let count = 0, failures = 0;

async function check(what, test) {
    ++count;
    let timer;
    try {
        await Promise.race([test(), new Promise((_, no) => timer = setTimeout(() => no(new Error('no end within 30 s')), 30000))]);
    } catch (error) {
        ++failures;
        console.log(`FAILED: ${what}\n  ${String(error?.body ?? error?.stack ?? error).slice(0, 1500)}`);
    }
    clearTimeout(timer);
}
const refused = async (code, promise) => assert.equal(await promise.then(() => 0, error => error.code), code);
const configMap = (name, data = { k: 'v' }, more = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...more }, data });
function collected() {
    const stream = new PassThrough();
    stream.text = '';
    stream.waiting = [];
    stream.on('data', bytes => {
        stream.text += bytes;
        stream.waiting = stream.waiting.filter(([wanted, yes]) => !(stream.text.includes(wanted) && (yes(), true)));
    });
    stream.has = wanted => stream.text.includes(wanted) ? Promise.resolve() : new Promise(yes => stream.waiting.push([wanted, yes]));
    return stream;
}
/** The first event of a watch that `wanted` takes. */
async function event(path, query, wanted) {
    let controller;
    try {
        return await new Promise((yes, no) => {
            new k8s.Watch(kc).watch(path, query, (phase, object, whole) => wanted(phase, object) && yes({ phase, object, whole }),
                error => no(error ?? new Error('the watch ended'))).then(given => controller = given, no);
        });
    } finally {
        controller?.abort();
    }
}
const pods = `/api/v1/namespaces/${namespace}/pods`, maps = `/api/v1/namespaces/${namespace}/configmaps`;

await check('version, discovery', async () => {
    const version = await kc.makeApiClient(k8s.VersionApi).getCode();
    assert.equal(version.major, '1');
    assert.equal(version.minor, '36');
    const groups = await kc.makeApiClient(k8s.ApisApi).getAPIVersions();
    assert.ok(groups.groups.some(group => group.name === 'apps' && group.preferredVersion.version === 'v1'));
    const resources = await core.getAPIResources();
    assert.ok(resources.resources.some(resource => resource.name === 'pods/exec' && resource.kind === 'PodExecOptions'));
});
await check('namespace', async () => {
    await core.createNamespace({ body: { metadata: { name: namespace } } });
    await refused(409, core.createNamespace({ body: { metadata: { name: namespace } } }));
    // Pods are refused until the namespace has its service account.
    await event(`/api/v1/namespaces/${namespace}/serviceaccounts`, {}, (phase, object) => object.metadata.name === 'default');
});
await check('create, read, replace, conflict, delete', async () => {
    const made = await core.createNamespacedConfigMap({ namespace, body: configMap('one') });
    assert.ok(made.metadata.uid && made.metadata.creationTimestamp instanceof Date);
    const read = await core.readNamespacedConfigMap({ namespace, name: 'one' });
    assert.deepEqual(read.data, { k: 'v' });
    read.data = { k: 'w' };
    const replaced = await core.replaceNamespacedConfigMap({ namespace, name: 'one', body: read });
    assert.notEqual(replaced.metadata.resourceVersion, made.metadata.resourceVersion);
    await refused(409, core.replaceNamespacedConfigMap({ namespace, name: 'one', body: read }));
    await refused(404, core.readNamespacedConfigMap({ namespace, name: 'none' }));
    await refused(422, core.createNamespacedConfigMap({ namespace, body: configMap('Bad_Name') }));
    const status = await core.deleteNamespacedConfigMap({ namespace, name: 'one' });
    assert.equal(status.status, 'Success');
});
await check('pages and selectors', async () => {
    for (let i = 0; i < 5; ++i)
        await core.createNamespacedConfigMap({ namespace, body: configMap(`page-${i}`, {}, { labels: { page: i % 2 ? 'odd' : 'even' } }) });
    const names = [];
    let _continue;
    do {
        const list = await core.listNamespacedConfigMap({ namespace, limit: 2, _continue, labelSelector: 'page' });
        names.push(...list.items.map(item => item.metadata.name));
        _continue = list.metadata._continue;
    } while (_continue);
    assert.deepEqual(names, ['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
    assert.equal((await core.listNamespacedConfigMap({ namespace, labelSelector: 'page notin (odd),page' })).items.length, 3);
    assert.equal((await core.listNamespacedConfigMap({ namespace, fieldSelector: 'metadata.name=page-3' })).items.length, 1);
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'page' });
    assert.equal((await core.listNamespacedConfigMap({ namespace, labelSelector: 'page' })).items.length, 0);
});
await check('patches', async () => {
    await core.createNamespacedConfigMap({ namespace, body: configMap('patched', { a: '1', b: '2' }) });
    const patch = (strategy, body) => core.patchNamespacedConfigMap({ namespace, name: 'patched', body }, k8s.setHeaderOptions('Content-Type', strategy));
    assert.deepEqual((await patch(k8s.PatchStrategy.MergePatch, { data: { a: null, c: '3' } })).data, { b: '2', c: '3' });
    assert.deepEqual((await patch(k8s.PatchStrategy.StrategicMergePatch, { data: { d: '4' } })).data, { b: '2', c: '3', d: '4' });
    assert.deepEqual((await patch(k8s.PatchStrategy.JsonPatch, [{ op: 'remove', path: '/data/d' }])).data, { b: '2', c: '3' });
    await refused(422, patch(k8s.PatchStrategy.JsonPatch, [{ op: 'test', path: '/data/b', value: 'x' }]));
});
await check('server-side apply', async () => {
    const apply = (manager, data, force) => objects.patch(configMap('applied', data), undefined, undefined, manager, force, k8s.PatchStrategy.ServerSideApply);
    assert.deepEqual((await apply('one', { a: '1', b: '2' })).data, { a: '1', b: '2' });
    assert.deepEqual((await apply('two', { c: '3' })).data, { a: '1', b: '2', c: '3' });
    await refused(409, apply('two', { a: '9' }));
    assert.deepEqual((await apply('two', { a: '9' }, true)).data, { a: '9', b: '2' });
    const managers = (await core.readNamespacedConfigMap({ namespace, name: 'applied' })).metadata.managedFields;
    assert.deepEqual(managers.map(one => `${one.manager} ${one.operation}`).sort(), ['one Apply', 'two Apply']);
});
await check('watch: from a revision, resumed, bookmarks, expired', async () => {
    const list = await core.listNamespacedConfigMap({ namespace });
    await core.createNamespacedConfigMap({ namespace, body: configMap('watched') });
    const added = await event(maps, { resourceVersion: list.metadata.resourceVersion }, (phase, object) => object.metadata.name === 'watched');
    assert.equal(added.phase, 'ADDED');
    await core.deleteNamespacedConfigMap({ namespace, name: 'watched' });
    const removed = await event(maps, { resourceVersion: added.object.metadata.resourceVersion }, () => true);
    assert.equal(removed.phase, 'DELETED');
    const initial = await event(maps, { sendInitialEvents: true, allowWatchBookmarks: true, resourceVersionMatch: 'NotOlderThan' }, phase => phase === 'BOOKMARK');
    assert.equal(initial.object.metadata.annotations['k8s.io/initial-events-end'], 'true');
    await new Promise((yes, no) => new k8s.Watch(kc).watch(maps, { timeoutSeconds: 1 }, () => { }, error => !error || error === k8s.Watch.SERVER_SIDE_CLOSE ? yes() : no(error)));
});
await check('informer', async () => {
    const seen = [];
    const arrived = new PassThrough({ objectMode: true });
    const informer = k8s.makeInformer(kc, maps, () => core.listNamespacedConfigMap({ namespace, labelSelector: 'inform' }), 'inform');
    for (const what of ['add', 'update', 'delete'])
        informer.on(what, object => arrived.write(`${what} ${object.metadata.name} ${object.data?.k ?? ''}`));
    let lost;
    informer.on('error', error => lost = error);
    await core.createNamespacedConfigMap({ namespace, body: configMap('before', { k: '1' }, { labels: { inform: 'yes' } }) });
    await informer.start();
    await core.createNamespacedConfigMap({ namespace, body: configMap('after', { k: '1' }, { labels: { inform: 'yes' } }) });
    await core.patchNamespacedConfigMap({ namespace, name: 'before', body: { data: { k: '2' } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
    await core.deleteNamespacedConfigMap({ namespace, name: 'after' });
    for await (const one of arrived)
        if (seen.push(one) === 4)
            break;
    assert.deepEqual(seen, ['add before 1', 'add after 1', 'update before 2', 'delete after 1']);
    assert.deepEqual(informer.list(namespace).map(object => object.metadata.name), ['before']);
    assert.equal(lost, undefined);
    await informer.stop();
});
await check('a custom resource', async () => {
    const group = 'test.example.com';
    const schema = { type: 'object', properties: { spec: { type: 'object', required: ['size'], properties: { size: { type: 'integer', minimum: 1 }, colour: { type: 'string', _default: 'red' } } } } };
    const crds = kc.makeApiClient(k8s.ApiextensionsV1Api);
    await crds.createCustomResourceDefinition({ body: { metadata: { name: `things.${group}` }, spec: { group, scope: 'Namespaced', names: { plural: 'things', singular: 'thing', kind: 'Thing' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] } } });
    await event('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { fieldSelector: `metadata.name=things.${group}` },
        (phase, object) => object.status?.conditions?.some(one => one.type === 'Established' && one.status === 'True'));
    const custom = kc.makeApiClient(k8s.CustomObjectsApi), of = { group, version: 'v1', namespace, plural: 'things' };
    const thing = await custom.createNamespacedCustomObject({ ...of, body: { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'a' }, spec: { size: 3, nonsense: 1 } } });
    assert.deepEqual(thing.spec, { size: 3, colour: 'red' });
    await refused(422, custom.createNamespacedCustomObject({ ...of, body: { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'b' }, spec: { size: 0 } } }));
    const patched = await custom.patchNamespacedCustomObject({ ...of, name: 'a', body: { spec: { size: 4 } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
    assert.equal(patched.spec.size, 4);
    assert.equal((await objects.read({ apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'a', namespace } })).spec.size, 4);
    assert.equal((await custom.listNamespacedCustomObject(of)).items.length, 1);
    await crds.deleteCustomResourceDefinition({ name: `things.${group}` });
});
await check('a deployment comes up', async () => {
    const labels = { app: 'web' };
    await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels, annotations: { 'orrery.dev/fake-log': 'hello from the log' } }, spec: { containers: [{ name: 'web', image: 'registry.local/demo:1', ports: [{ containerPort: 8080 }] }] } } } } });
    await event(`/apis/apps/v1/namespaces/${namespace}/deployments`, {}, (phase, object) => object.status?.availableReplicas === 1);
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' });
    assert.equal(scale.spec.replicas, 1);
});
const pod = (await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })).items[0]?.metadata.name;
await check('log', async () => {
    assert.match(await core.readNamespacedPodLog({ namespace, name: pod }), /hello from the log/);
    const out = collected();
    const follow = await new k8s.Log(kc).log(namespace, pod, 'web', out, { follow: true, tailLines: 10, timestamps: true });
    await out.has('hello from the log');
    assert.match(out.text, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00) hello/);
    follow.abort();
});
await check('exec', async () => {
    const out = collected(), input = new PassThrough();
    let exited;
    const ended = new Promise(yes => exited = yes);
    await new k8s.Exec(kc).exec(namespace, pod, 'web', ['say', 'it'], out, null, null, false, exited);
    assert.equal((await ended).status, 'Success');
    assert.equal(out.text, 'say it\n');
    const echo = collected();
    const socket = await new k8s.Exec(kc).exec(namespace, pod, 'web', ['cat'], echo, null, input, false);
    input.write('across and back\n');
    await echo.has('across and back');
    socket.close();
    await assert.rejects(new k8s.Exec(kc).exec(namespace, pod, 'nope', ['x'], out, null, null, false));
});
await check('port-forward', async () => {
    const server = net.createServer(socket => new k8s.PortForward(kc).portForward(namespace, pod, [8080], socket, null, socket));
    await new Promise(yes => server.listen(0, '127.0.0.1', yes));
    const answer = collected();
    const client = net.connect(server.address().port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: pod\r\n\r\n'));
    client.pipe(answer);
    await answer.has('HTTP/1.1 200 OK');
    client.destroy();
    server.close();
});
await check('proxy', async () => {
    assert.equal(typeof await core.connectGetNamespacedPodProxyWithPath({ namespace, name: `${pod}:8080`, path: 'any' }), 'string');
    const node = (await core.listNode({})).items[0].metadata.name;
    assert.equal(await core.connectGetNodeProxyWithPath({ name: node, path: 'healthz' }), 'ok');
});
await check('metrics', async () => {
    const metrics = new k8s.Metrics(kc);
    assert.equal((await metrics.getNodeMetrics()).items.length, 1);
    const usage = (await metrics.getPodMetrics(namespace)).items.find(item => item.metadata.name === pod);
    assert.match(usage.containers[0].usage.cpu, /^\d+n$/);
    assert.match(usage.containers[0].usage.memory, /^\d+Ki$/);
    const [top] = await k8s.topPods(core, metrics, namespace);
    assert.ok(Number(top.Memory.CurrentUsage) > 0);
    assert.equal((await k8s.topNodes(core)).length, 1);
});
await check('who may', async () => {
    const token = await core.createNamespacedServiceAccountToken({ namespace, name: 'default', body: { spec: { audiences: [], expirationSeconds: 600 } } });
    const other = new k8s.KubeConfig();
    other.loadFromOptions({ clusters: kc.clusters, users: [{ name: 'robot', token: token.status.token }], contexts: [{ name: 'it', cluster: kc.clusters[0].name, user: 'robot' }], currentContext: 'it' });
    const review = await other.makeApiClient(k8s.AuthenticationV1Api).createSelfSubjectReview({ body: {} });
    assert.equal(review.status.userInfo.username, `system:serviceaccount:${namespace}:default`);
    await refused(403, other.makeApiClient(k8s.CoreV1Api).listNamespacedPod({ namespace }));
    const may = await kc.makeApiClient(k8s.AuthorizationV1Api).createSelfSubjectAccessReview({ body: { spec: { resourceAttributes: { verb: 'delete', resource: 'pods', namespace } } } });
    assert.equal(may.status.allowed, true);
});
await check('everything goes with its namespace', async () => {
    await core.deleteNamespace({ name: namespace });
    await refused(404, core.readNamespace({ name: namespace })).catch(() =>
        event('/api/v1/namespaces', { fieldSelector: `metadata.name=${namespace}` }, phase => phase === 'DELETED'));
});

console.log(`${count} checks, ${failures} failed`);
process.exit(failures ? 1 : 0);
