<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
        <source>Delete %Ln object(s)?</source>
        <translation>
            <numerusform>Delete %Ln object?</numerusform>
            <numerusform>Delete %Ln objects?</numerusform>
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
        <source>%Ln more service(s) in the list</source>
        <translation>
            <numerusform>%Ln more service in the list</numerusform>
            <numerusform>%Ln more services in the list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s) wait for a node</source>
        <translation>
            <numerusform>%Ln pod waits for a node</numerusform>
            <numerusform>%Ln pods wait for a node</numerusform>
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
