// SPDX-License-Identifier: GPL-3.0-only
#include "kindcases.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray claims = "/api/v1/namespaces/default/persistentvolumeclaims";
static const QByteArray volumes = "/api/v1/persistentvolumes";
static const QByteArray storage = "/apis/storage.k8s.io/v1/";
static const QByteArray classes = storage + "storageclasses";
static const QByteArray drivers = storage + "csidrivers";
static const QByteArray attachments = storage + "volumeattachments";
static const QByteArray capacities = storage + "namespaces/default/csistoragecapacities";

static QByteArray claim(const QByteArray &more = {}, const QByteArray &size = "1Gi")
{
    return named("x",
                 R"("spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":")" + size + "\"}}"
                     + (more.isEmpty() ? QByteArray() : ',' + more) + '}');
}

static QByteArray volume(const QByteArray &more = R"("hostPath":{"path":"/d"})")
{
    return named("x",
                 R"("spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"})"
                     + (more.isEmpty() ? QByteArray() : ',' + more) + '}');
}

static QByteArray sizePatch(const QByteArray &size)
{
    return "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"" + size + "\"}}}}";
}

/// PersistentVolumes, their claims, and the classes and drivers of storage.
class TestStorageKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        defaultsColumns();
        defaultsRow(
            "claim", claims, claim(), "spec",
            R"({"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeMode":"Filesystem"})");
        defaultsRow("claim status", claims, claim(), "status", R"({"phase":"Pending"})");
        defaultsRow(
            "source", claims, claim(R"("dataSource":{"kind":"PersistentVolumeClaim","name":"y"})"), "spec",
            R"({"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeMode":"Filesystem","dataSource":{"kind":"PersistentVolumeClaim","name":"y"},"dataSourceRef":{"kind":"PersistentVolumeClaim","name":"y"}})");
        defaultsRow(
            "volume", volumes, volume(), "spec",
            R"({"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},"hostPath":{"path":"/d","type":""},"persistentVolumeReclaimPolicy":"Retain","volumeMode":"Filesystem"})");
        defaultsRow("class", classes, named("x", R"("provisioner":"p")"), "reclaimPolicy", R"("Delete")");
        defaultsRow("binding mode", classes, named("x", R"("provisioner":"p")"), "volumeBindingMode", R"("Immediate")");
        defaultsRow(
            "driver", drivers, named("d.example.com", R"("spec":{})"), "spec",
            R"({"attachRequired":true,"podInfoOnMount":false,"volumeLifecycleModes":["Persistent"],"storageCapacity":false,"fsGroupPolicy":"ReadWriteOnceWithFSType","requiresRepublish":false,"seLinuxMount":false})");
    }
    void defaults() { checkDefaults(m_api); }

    void invalid_data()
    {
        invalidColumns();
        invalidRow("no modes", claims, named("x", R"("spec":{"resources":{"requests":{"storage":"1Gi"}}})"),
                   "spec.accessModes: Required value: at least 1 access mode is required");
        invalidRow("no size", claims, named("x", R"("spec":{"accessModes":["ReadWriteOnce"]})"),
                   "spec.resources[storage]: Required value");
        invalidRow("zero", claims, claim({}, "0"),
                   R"(spec.resources[storage]: Invalid value: "0": must be greater than zero)");
        invalidRow(
            "mode", claims, named("x", R"("spec":{"accessModes":["X"],"resources":{"requests":{"storage":"1"}}})"),
            R"(spec.accessModes: Unsupported value: "X": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")");
        invalidRow(
            "alone", claims,
            named(
                "x",
                R"("spec":{"accessModes":["ReadWriteOncePod","ReadOnlyMany"],"resources":{"requests":{"storage":"1"}}})"),
            "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes");
        invalidRow(
            "source", claims,
            claim(R"("dataSource":{"kind":"Pod","name":"y"},"dataSourceRef":{"kind":"Pod","name":"y"})"),
            R"([spec.dataSource: Invalid value: "Pod": must be 'PersistentVolumeClaim' when referencing the default apiGroup,...)");
        invalidRow("no source", volumes, volume({}), "spec: Required value: must specify a volume type");
        invalidRow("two sources", volumes, volume(R"("hostPath":{"path":"/d"},"nfs":{"server":"s","path":"/p"})"),
                   "spec.nfs: Forbidden: may not specify more than 1 volume type");
        invalidRow("local", volumes, volume(R"("local":{"path":"/d"})"),
                   "spec.nodeAffinity: Required value: Local volume requires node affinity");
        invalidRow(
            "affinity", volumes,
            volume(
                R"("local":{"path":"/d"},"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"In"}]}]}})"),
            "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be "
            "specified when `operator` is 'In' or 'NotIn'");
        invalidRow("capacity", volumes,
                   named("x", R"("spec":{"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/d"}})"),
                   "spec.capacity: Required value");
        invalidRow("path", volumes, volume(R"("hostPath":{"path":"/a/../b"})"),
                   R"(spec.hostPath.path: Invalid value: "/a/../b": must not contain '..')");
        invalidRow("csi", volumes, volume(R"("csi":{"driver":"d","volumeHandle":""})"),
                   "spec.csi.volumeHandle: Required value");
        invalidRow("provisioner", classes, named("x", {}), "provisioner: Required value");
        invalidRow("reclaim", classes, named("x", R"("provisioner":"p","reclaimPolicy":"Recycle")"),
                   R"(reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain")");
        invalidRow("attributes class", storage + "volumeattributesclasses", named("x", R"("driverName":"d")"),
                   "parameters: Required value: must contain at least one key/value pair");
        invalidRow(
            "driver policy", drivers, named("x", R"("spec":{"fsGroupPolicy":"X"})"),
            R"(spec.fsGroupPolicy: Unsupported value: "X": supported values: "File", "None", "ReadWriteOnceWithFSType")");
        invalidRow("token", drivers, named("x", R"("spec":{"tokenRequests":[{"audience":"a","expirationSeconds":5}]})"),
                   "spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 "
                   "minutes");
        invalidRow("node driver", storage + "csinodes", named("x", R"("spec":{"drivers":[{"name":"d","nodeID":""}]})"),
                   "spec.drivers[0].nodeID: Required value");
        invalidRow(
            "attachment", attachments, named("x", R"("spec":{"attacher":"a","nodeName":"n","source":{}})"),
            "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        invalidRow("capacity of class", capacities, named("x", R"("storageClassName":"s","capacity":"-1")"),
                   R"(capacity: Invalid value: "-1": must be greater than or equal to 0)");
    }
    void invalid() { checkInvalid(m_api); }

    void changes_data()
    {
        changeColumns();
        changeRow("claim size", claims, claim(), R"({"spec":{"resources":{"requests":{"storage":"2Gi"}}}})",
                  "spec: Forbidden: spec is immutable after creation except resources.requests and "
                  "volumeAttributesClassName for bound claims");
        changeRow("claim volume", claims, claim(), R"({"spec":{"volumeName":"v"}})", {});
        changeRow("claim class", claims, claim(), R"({"spec":{"storageClassName":"late"}})", {});
        changeRow("claim class twice", claims, claim(R"("storageClassName":"a")"),
                  R"({"spec":{"storageClassName":"b"}})", "spec: Forbidden: spec is immutable after...");
        changeRow("volume source", volumes, volume(), R"({"spec":{"hostPath":{"path":"/e"}}})",
                  "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation");
        changeRow("volume mode", volumes, volume(), R"({"spec":{"volumeMode":"Block"}})",
                  R"(volumeMode: Invalid value: "Block": field is immutable)");
        changeRow("volume capacity", volumes, volume(), R"({"spec":{"capacity":{"storage":"2Gi"}}})", {});
        changeRow("class parameters", classes, named("x", R"("provisioner":"p")"), R"({"parameters":{"a":"b"}})",
                  "parameters: Forbidden: updates to parameters are forbidden.");
        changeRow("class expansion", classes, named("x", R"("provisioner":"p")"), R"({"allowVolumeExpansion":true})",
                  {});
        changeRow("driver", drivers, named("x", R"("spec":{})"), R"({"spec":{"attachRequired":false}})",
                  "spec.attachedRequired: Invalid value: false: field is immutable");
        changeRow("attachment", attachments,
                  named("x", R"("spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"p"}})"),
                  R"({"spec":{"nodeName":"m"}})", "spec: Invalid value: ...");
    }
    void changes() { checkChange(); }

    void tables_data()
    {
        tableColumns();
        tableRow("claim", claims, claim(R"("volumeName":"v","storageClassName":"s")"),
                 R"({"phase":"Bound","accessModes":["ReadWriteOnce","ReadOnlyMany"],"capacity":{"storage":"1Gi"}})",
                 "Name Status Volume Capacity Access Modes StorageClass VolumeAttributesClass Age VolumeMode*",
                 R"(["x","Bound","v","1Gi","RWO,ROX","s","<unset>","0s","Filesystem"])");
        tableRow("volume", volumes, volume(R"("hostPath":{"path":"/d"},"claimRef":{"namespace":"n","name":"c"})"),
                 R"({"phase":"Bound"})",
                 "Name Capacity Access Modes Reclaim Policy Status Claim StorageClass VolumeAttributesClass Reason Age "
                 "VolumeMode*",
                 R"(["x","1Gi","RWO","Retain","Bound","n/c","","<unset>","","0s","Filesystem"])");
        tableRow(
            "class", classes,
            R"({"metadata":{"name":"x","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p"})",
            {}, "Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age",
            R"x(["x (default)","p","Delete","Immediate",false,"0s"])x");
        tableRow("driver", drivers, named("x", R"("spec":{"tokenRequests":[{"audience":"a"}]})"), {},
                 "Name AttachRequired PodInfoOnMount StorageCapacity TokenRequests RequiresRepublish Modes Age",
                 R"(["x",true,false,false,"a",false,"Persistent","0s"])");
        tableRow("csi node", storage + "csinodes", named("x", R"("spec":{"drivers":[{"name":"d","nodeID":"i"}]})"), {},
                 "Name Drivers Age", R"(["x",1,"0s"])");
        tableRow("attachment", attachments,
                 named("x", R"("spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"p"}})"),
                 R"({"attached":true})", "Name Attacher PV Node Attached Age", R"(["x","a","p","n",true,"0s"])");
        tableRow("capacity", capacities, named("x", R"("storageClassName":"s","capacity":"1Gi")"), {},
                 "Name StorageClassName Capacity", R"(["x","s","1Gi"])");
        tableRow("attributes", storage + "volumeattributesclasses",
                 named("x", R"("driverName":"d","parameters":{"a":"b"})"), {}, "Name DriverName Age",
                 R"(["x","d","0s"])");
    }
    void tables() { checkTable(); }

    /// A bound claim may grow, and shrink no further than what it has.
    void boundClaims()
    {
        TestApi api;
        api.expect(201, "POST", classes, R"({"metadata":{"name":"s"},"provisioner":"p","allowVolumeExpansion":true})");
        api.expect(201, "POST", claims, claim(R"("storageClassName":"s")", "2Gi"));
        api.expect(200, "PATCH", claims + "/x/status", R"({"status":{"phase":"Bound","capacity":{"storage":"2Gi"}}})",
                   mergePatch);
        const auto resize = [&api](int status, const QByteArray &size) {
            return api.expect(status, "PATCH", claims + "/x", sizePatch(size), mergePatch);
        };
        QCOMPARE(resize(200, "4Gi")["spec"]["resources"]["requests"]["storage"].bytes(), "4Gi");
        QCOMPARE(resize(200, "3Gi")["spec"]["resources"]["requests"]["storage"].bytes(), "3Gi");
        compareMessage(resize(422, "1Gi")["message"].bytes(),
                       "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
    }

    /// The time of a phase is the server's to say.
    void phaseTransitions()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", volumes, volume());
        const QByteArray first = made["status"]["lastPhaseTransitionTime"].bytes();
        QVERIFY(!first.isEmpty());
        api.clock.time += 60'000'000;
        const Value same = api.expect(200, "PATCH", volumes + "/x/status", R"({"status":{"message":"m"}})", mergePatch);
        QCOMPARE(same["status"]["lastPhaseTransitionTime"].bytes(), first);
        const Value now
            = api.expect(200, "PATCH", volumes + "/x/status", R"({"status":{"phase":"Available"}})", mergePatch);
        QVERIFY(now["status"]["lastPhaseTransitionTime"].bytes() > first);
    }
};

QTEST_GUILESS_MAIN(TestStorageKinds)
#include "tst_storagekinds.moc"
