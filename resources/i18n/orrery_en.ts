<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>orrery::actions::Actions</name>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n object</numerusform>
            <numerusform>%n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::AddressBoard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AddressesView</name>
    <message numerus="yes">
        <source>And %Ln more range(s) are full.</source>
        <translation>
            <numerusform>And %Ln more range is full.</numerusform>
            <numerusform>And %Ln more ranges are full.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ApplySheet</name>
    <message numerus="yes">
        <source>%Ln object(s) applied</source>
        <translation>
            <numerusform>%Ln object applied</numerusform>
            <numerusform>%Ln objects applied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) are there already and would be changed</source>
        <translation>
            <numerusform>%Ln object is there already and would be changed</numerusform>
            <numerusform>%Ln objects are there already and would be changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::actions::Bulk</name>
    <message numerus="yes">
        <source>%n of them failed</source>
        <translation>
            <numerusform>%n of them failed</numerusform>
            <numerusform>%n of them failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosingSheet</name>
    <message numerus="yes">
        <source>Keep %Ln cluster(s) running?</source>
        <translation>
            <numerusform>Keep the cluster running?</numerusform>
            <numerusform>Keep %Ln clusters running?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeleteSheet</name>
    <message numerus="yes">
        <source>Delete %Ln object(s)?</source>
        <translation>
            <numerusform>Delete %Ln object?</numerusform>
            <numerusform>Delete %Ln objects?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeploySheet</name>
    <message numerus="yes">
        <source>%Ln object(s) are there already and would be changed</source>
        <translation>
            <numerusform>%Ln object is there already and would be changed</numerusform>
            <numerusform>%Ln objects are there already and would be changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message numerus="yes">
        <source>… %Ln line(s) …</source>
        <translation>
            <numerusform>… %Ln line …</numerusform>
            <numerusform>… %Ln lines …</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::actions::Drain</name>
    <message numerus="yes">
        <source>%n pod(s) could not be evicted</source>
        <translation>
            <numerusform>%n pod could not be evicted</numerusform>
            <numerusform>%n pods could not be evicted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drained; %n pod(s) stay</source>
        <translation>
            <numerusform>Drained; %n pod stays</numerusform>
            <numerusform>Drained; %n pods stay</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DrainSheet</name>
    <message numerus="yes">
        <source>Drain: %Ln pod(s) go</source>
        <translation>
            <numerusform>Drain: %Ln pod goes</numerusform>
            <numerusform>Drain: %Ln pods go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln pod(s) with emptyDir volumes: what is in them is lost</source>
        <translation>
            <numerusform>Also %Ln pod with emptyDir volumes: what is in them is lost</numerusform>
            <numerusform>Also %Ln pods with emptyDir volumes: what is in them is lost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln pod(s) without a controller: nothing starts them again</source>
        <translation>
            <numerusform>Also %Ln pod without a controller: nothing starts them again</numerusform>
            <numerusform>Also %Ln pods without a controller: nothing starts them again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EventsPage</name>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln event</numerusform>
            <numerusform>%Ln events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warning(s)</source>
        <translation>
            <numerusform>%Ln warning</numerusform>
            <numerusform>%Ln warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln time(s)</source>
        <translation>
            <numerusform>%Ln time</numerusform>
            <numerusform>%Ln times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FactsPage</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::FindModel</name>
    <message numerus="yes">
        <source>%Ln object(s) were too many to look at.</source>
        <translation>
            <numerusform>%Ln object was too much to look at.</numerusform>
            <numerusform>%Ln objects were too many to look at.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FindSheet</name>
    <message numerus="yes">
        <source>and %Ln more: type on</source>
        <translation>
            <numerusform>and %Ln more: type on</numerusform>
            <numerusform>and %Ln more: type on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message numerus="yes">
        <source>Look at a cluster that is elsewhere. %Ln context(s) are known already.</source>
        <translation>
            <numerusform>Look at a cluster that is elsewhere. %Ln context is known already.</numerusform>
            <numerusform>Look at a cluster that is elsewhere. %Ln contexts are known already.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForwardRow</name>
    <message numerus="yes">
        <source>%1 · %Ln connection(s) · %2 in, %3 out</source>
        <translation>
            <numerusform>%1 · %Ln connection · %2 in, %3 out</numerusform>
            <numerusform>%1 · %Ln connections · %2 in, %3 out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForwardsChip</name>
    <message numerus="yes">
        <source>%Ln forwarded port(s)</source>
        <translation>
            <numerusform>%Ln forwarded port</numerusform>
            <numerusform>%Ln forwarded ports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListsView</name>
    <message numerus="yes">
        <source>%Ln marked</source>
        <translation>
            <numerusform>%Ln marked</numerusform>
            <numerusform>%Ln marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) are hidden by it.</source>
        <translation>
            <numerusform>%Ln object is hidden by it.</numerusform>
            <numerusform>%Ln objects are hidden by it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied as CSV</source>
        <translation>
            <numerusform>%Ln row copied as CSV</numerusform>
            <numerusform>%Ln rows copied as CSV</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::LogModel</name>
    <message numerus="yes">
        <source>%n line(s) saved to %1</source>
        <translation>
            <numerusform>%n line saved to %1</numerusform>
            <numerusform>%n lines saved to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message numerus="yes">
        <source>%Ln line(s) selected</source>
        <translation>
            <numerusform>%Ln line selected</numerusform>
            <numerusform>%Ln lines selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::actions::ManifestEditor</name>
    <message numerus="yes">
        <source>Apply %n object(s)</source>
        <translation>
            <numerusform>Apply %n object</numerusform>
            <numerusform>Apply %n objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message numerus="yes">
        <source>%Ln pod(s) wait for a node</source>
        <translation>
            <numerusform>%Ln pod waits for a node</numerusform>
            <numerusform>%Ln pods wait for a node</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Zoom in for the names of %Ln node(s)</source>
        <translation>
            <numerusform>Zoom in for the names of %Ln node</numerusform>
            <numerusform>Zoom in for the names of %Ln nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln service(s)</source>
        <translation>
            <numerusform>%Ln service</numerusform>
            <numerusform>%Ln services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::graph::MapView</name>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n node</numerusform>
            <numerusform>%n nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s)</source>
        <translation>
            <numerusform>%n pod</numerusform>
            <numerusform>%n pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n endpoint(s)</source>
        <translation>
            <numerusform>%n endpoint</numerusform>
            <numerusform>%n endpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more service(s)</source>
        <translation>
            <numerusform>%n more service</numerusform>
            <numerusform>%n more services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s)</source>
        <translation>
            <numerusform>%n more node</numerusform>
            <numerusform>%n more nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s), %1 unhealthy</source>
        <translation>
            <numerusform>%n more node, %1 unhealthy</numerusform>
            <numerusform>%n more nodes, %1 unhealthy</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s), all healthy</source>
        <translation>
            <numerusform>%n more pod, all healthy</numerusform>
            <numerusform>%n more pods, all healthy</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s), %1 unhealthy</source>
        <translation>
            <numerusform>%n more pod, %1 unhealthy</numerusform>
            <numerusform>%n more pods, %1 unhealthy</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MarksSheet</name>
    <message numerus="yes">
        <source>Label %Ln object(s)</source>
        <translation>
            <numerusform>Label %Ln object</numerusform>
            <numerusform>Label %Ln objects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeHeader</name>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln pod</numerusform>
            <numerusform>%Ln pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln unhealthy</numerusform>
            <numerusform>%Ln unhealthy</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::NodeListModel</name>
    <message numerus="yes">
        <source>%n CPU(s)</source>
        <translation>
            <numerusform>%n CPU</numerusform>
            <numerusform>%n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeName</name>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln pod</numerusform>
            <numerusform>%Ln pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln unhealthy</numerusform>
            <numerusform>%Ln unhealthy</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeRow</name>
    <message numerus="yes">
        <source>%1, %2, %n pod(s)</source>
        <translation>
            <numerusform>%1, %2, %n pod</numerusform>
            <numerusform>%1, %2, %n pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s)</source>
        <translation>
            <numerusform>%n pod</numerusform>
            <numerusform>%n pods</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Outcomes</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PodInside</name>
    <message numerus="yes">
        <source>%Ln restart(s)</source>
        <translation>
            <numerusform>%Ln restart</numerusform>
            <numerusform>%Ln restarts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RelationChip</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScaleSheet</name>
    <message numerus="yes">
        <source>It asks for %Ln pod(s) now.</source>
        <translation>
            <numerusform>It asks for %Ln pod now.</numerusform>
            <numerusform>It asks for %Ln pods now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SecretEntry</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShellPage</name>
    <message numerus="yes">
        <source>Paste %Ln line(s)?</source>
        <translation>
            <numerusform>Paste %Ln line?</numerusform>
            <numerusform>Paste %Ln lines?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::story::Story</name>
    <message numerus="yes">
        <source>%n pod(s) running</source>
        <translation>
            <numerusform>%n pod running</numerusform>
            <numerusform>%n pods running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln unhealthy</numerusform>
            <numerusform>%Ln unhealthy</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln node</numerusform>
            <numerusform>%Ln nodes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln pod</numerusform>
            <numerusform>%Ln pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln service(s)</source>
        <translation>
            <numerusform>%Ln service</numerusform>
            <numerusform>%Ln services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workloads</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
</TS>
