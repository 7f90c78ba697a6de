<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>orrery::cluster::Access</name>
    <message>
        <source>You may not %1 %2</source>
        <translation>你不可以%1 %2</translation>
    </message>
    <message>
        <source>You may not %1 %2 in %3</source>
        <translation>你不可以在 %3 中%1 %2</translation>
    </message>
    <message>
        <source>%1 (user %2)</source>
        <translation>%1（使用者 %2）</translation>
    </message>
</context>
<context>
    <name>orrery::actions::Actions</name>
    <message>
        <source>Add node %1</source>
        <translation>新增節點 %1</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>復原：%1</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>已復原：%1</translation>
    </message>
    <message>
        <source>It has no labels that a service could find its pods by</source>
        <translation>它沒有標籤，服務無法據此找到它的 Pod</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n 個物件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AddNodesSheet</name>
    <message>
        <source>Add nodes</source>
        <translation>新增節點</translation>
    </message>
    <message>
        <source>Each becomes a Machine object; its provider starts it, and its kubelet joins the cluster.</source>
        <translation>每個節點都是一個 Machine 物件;由其提供者啟動,kubelet 隨後加入叢集。</translation>
    </message>
    <message>
        <source>What they are</source>
        <translation>節點種類</translation>
    </message>
    <message>
        <source>A virtual machine with its own kernel</source>
        <translation>擁有自己核心的虛擬機器</translation>
    </message>
    <message>
        <source>Namespaces of this machine&apos;s kernel; needs root</source>
        <translation>使用本機核心的命名空間;需要 root</translation>
    </message>
    <message>
        <source>A real kubelet over pretended containers; light</source>
        <translation>真正的 kubelet 配上模擬的容器;很輕量</translation>
    </message>
    <message>
        <source>Virtual machines</source>
        <translation>虛擬機器</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>Hollow nodes</source>
        <translation>空心節點</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>數量</translation>
    </message>
    <message>
        <source>CPUs each</source>
        <translation>每個節點的 CPU</translation>
    </message>
    <message>
        <source>MiB each</source>
        <translation>每個節點的 MiB</translation>
    </message>
    <message>
        <source>Memory of each in MiB</source>
        <translation>每個節點的記憶體(MiB)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>新增</translation>
    </message>
</context>
<context>
    <name>orrery::models::AddressBoard</name>
    <message>
        <source>%1 of %2 pod addresses taken</source>
        <translation>%2 個 Pod 位址中已用 %1 個</translation>
    </message>
    <message>
        <source>%1 pod addresses taken</source>
        <translation>已用 %1 個 Pod 位址</translation>
    </message>
    <message>
        <source>%1 is full: %2 of %3 taken.</source>
        <translation>%1 已滿：%3 個中已用 %2 個。</translation>
    </message>
    <message>
        <source>New pods on %1 wait.</source>
        <translation>%1 上的新 Pod 會等待。</translation>
    </message>
    <message>
        <source>Cordon the node so that new pods go elsewhere, delete pods there, or add a node.</source>
        <translation>封鎖該節點讓新的 Pod 到別處、刪除那裡的 Pod，或新增節點。</translation>
    </message>
    <message>
        <source>A new service with a ClusterIP is refused.</source>
        <translation>有 ClusterIP 的新服務會被拒絕。</translation>
    </message>
    <message>
        <source>Delete a service, make one headless (clusterIP: None), or add a ServiceCIDR.</source>
        <translation>刪除一個服務、改為無頭服務（clusterIP: None），或新增 ServiceCIDR。</translation>
    </message>
    <message>
        <source>A new service of type NodePort or LoadBalancer is refused.</source>
        <translation>NodePort 或 LoadBalancer 類型的新服務會被拒絕。</translation>
    </message>
    <message>
        <source>Delete a service of those types, or make it a ClusterIP one.</source>
        <translation>刪除一個這類服務，或改為 ClusterIP。</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服務</translation>
    </message>
    <message>
        <source>Node ports</source>
        <translation>節點連接埠</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Other pods</source>
        <translation>其他 Pod</translation>
    </message>
    <message>
        <source>%1 of %2 taken</source>
        <translation>%2 個中已用 %1 個</translation>
    </message>
    <message>
        <source>%1 taken</source>
        <translation>已用 %1 個</translation>
    </message>
    <message>
        <source>terminating</source>
        <translation>終止中</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>還有 %n 個</numerusform>
        </translation>
    </message>
    <message>
        <source>reserved: the network itself</source>
        <translation>保留：網路本身</translation>
    </message>
    <message>
        <source>reserved: the node&apos;s end, the pods&apos; gateway</source>
        <translation>保留：節點端，Pod 的閘道</translation>
    </message>
    <message>
        <source>reserved: broadcast</source>
        <translation>保留：廣播</translation>
    </message>
    <message>
        <source>free</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>nothing known here</source>
        <translation>這裡沒有已知的內容</translation>
    </message>
    <message>
        <source>%1 is in none of these ranges.</source>
        <translation>%1 不在這些範圍之內。</translation>
    </message>
    <message>
        <source>Nothing here is called %1.</source>
        <translation>這裡沒有叫做 %1 的項目。</translation>
    </message>
</context>
<context>
    <name>AddressesView</name>
    <message>
        <source>Addresses</source>
        <translation>位址</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message>
        <source>Address, port or name</source>
        <translation>位址、連接埠或名稱</translation>
    </message>
    <message>
        <source>Find an address</source>
        <translation>尋找位址</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>顯示</translation>
    </message>
    <message numerus="yes">
        <source>And %Ln more range(s) are full.</source>
        <translation>
            <numerusform>另有 %Ln 個範圍已滿。</numerusform>
        </translation>
    </message>
    <message>
        <source>Ranges of addresses</source>
        <translation>位址範圍</translation>
    </message>
    <message>
        <source>taken, in the colour of its workload</source>
        <translation>已使用，以所屬工作負載的顏色表示</translation>
    </message>
    <message>
        <source>free</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>several addresses, in part taken</source>
        <translation>多個位址，部分已使用</translation>
    </message>
    <message>
        <source>No addresses yet</source>
        <translation>還沒有位址</translation>
    </message>
    <message>
        <source>Nodes bring a range of addresses for their pods. Add a node to see it here.</source>
        <translation>節點會帶來 Pod 的位址範圍。新增一個節點即可在此看到。</translation>
    </message>
</context>
<context>
    <name>ApplySheet</name>
    <message>
        <source>Apply YAML</source>
        <translation>套用 YAML</translation>
    </message>
    <message>
        <source>One object or many, as kubectl apply takes them.</source>
        <translation>一個或多個物件，如同 kubectl apply 所接受的。</translation>
    </message>
    <message>
        <source>YAML to apply</source>
        <translation>要套用的 YAML</translation>
    </message>
    <message>
        <source>The server would take it</source>
        <translation>伺服器會接受</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>套用</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) applied</source>
        <translation>
            <numerusform>已套用 %Ln 個物件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) are there already and would be changed</source>
        <translation>
            <numerusform>有 %Ln 個物件已存在，將會變更</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Basics</name>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名稱</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>映像檔</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>It is made, too.</source>
        <translation>也會一併建立。</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>副本數</translation>
    </message>
    <message>
        <source>Container port</source>
        <translation>容器連接埠</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服務</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Inside the cluster</source>
        <translation>叢集內部</translation>
    </message>
    <message>
        <source>On every node&apos;s port</source>
        <translation>每個節點的連接埠</translation>
    </message>
    <message>
        <source>Load balancer</source>
        <translation>負載平衡器</translation>
    </message>
    <message>
        <source>Headless: names only</source>
        <translation>無頭：只有名稱</translation>
    </message>
    <message>
        <source>Service port</source>
        <translation>服務連接埠</translation>
    </message>
    <message>
        <source>Completions</source>
        <translation>完成次數</translation>
    </message>
    <message>
        <source>At the same time</source>
        <translation>同時執行</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>排程</translation>
    </message>
    <message>
        <source>minute, hour, day, month, weekday</source>
        <translation>分、時、日、月、星期</translation>
    </message>
</context>
<context>
    <name>BlockCard</name>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>full: %1</source>
        <translation>已滿：%1</translation>
    </message>
</context>
<context>
    <name>BootPage</name>
    <message>
        <source>This node has no Machine: it was not started by Orrery, and nothing is known of how it came up.</source>
        <translation>這個節點沒有 Machine：它不是由 Orrery 啟動的，因此不知道它如何開機。</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>now</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>未開始</translation>
    </message>
    <message>
        <source>Serial console of %1</source>
        <translation>%1 的序列主控台</translation>
    </message>
</context>
<context>
    <name>Breadcrumb</name>
    <message>
        <source>Where you are</source>
        <translation>目前位置</translation>
    </message>
    <message>
        <source>You are here</source>
        <translation>你在這裡</translation>
    </message>
</context>
<context>
    <name>orrery::actions::Bulk</name>
    <message>
        <source>%1 of %2</source>
        <translation>%2 之中的 %1</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>尚未開始</translation>
    </message>
    <message numerus="yes">
        <source>%n of them failed</source>
        <translation>
            <numerusform>其中 %n 個失敗</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>ClosingSheet</name>
    <message numerus="yes">
        <source>Keep %Ln cluster(s) running?</source>
        <translation>
            <numerusform>要讓 %Ln 個叢集繼續執行嗎？</numerusform>
        </translation>
    </message>
    <message>
        <source>Kept running, kubectl goes on reaching them, and Orrery finds them again when it is opened. Nothing is lost either way.</source>
        <translation>若繼續執行，kubectl 仍可連上它們，下次開啟 Orrery 時也會再找到。無論如何都不會遺失任何東西。</translation>
    </message>
    <message>
        <source>Do the same from now on (the list of clusters can change it)</source>
        <translation>以後都這樣做（可在叢集清單中變更）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop them</source>
        <translation>停止它們</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>繼續執行</translation>
    </message>
</context>
<context>
    <name>ClusterMenu</name>
    <message>
        <source>All clusters</source>
        <translation>所有叢集</translation>
    </message>
</context>
<context>
    <name>ClusterRow</name>
    <message>
        <source>Cannot be read</source>
        <translation>無法讀取</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開啟</translation>
    </message>
    <message>
        <source>kubectl&apos;s current one</source>
        <translation>kubectl 目前使用的</translation>
    </message>
    <message>
        <source>Runs here</source>
        <translation>在此執行</translation>
    </message>
    <message>
        <source>Runs in the background</source>
        <translation>在背景執行</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Does not check who the server is</source>
        <translation>不檢查伺服器的身分</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ends its control plane. Objects, keys and virtual machines stay.</source>
        <translation>結束它的控制平面。物件、金鑰與虛擬機器都保留。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>啟動</translation>
    </message>
    <message>
        <source>More about %1</source>
        <translation>更多關於 %1</translation>
    </message>
</context>
<context>
    <name>orrery::clusters::Clusters</name>
    <message>
        <source>Copying objects and keys</source>
        <translation>複製物件與金鑰</translation>
    </message>
    <message>
        <source>Checking the copy</source>
        <translation>檢查複本</translation>
    </message>
    <message>
        <source>Putting it in place</source>
        <translation>放到定位</translation>
    </message>
    <message>
        <source>There is a cluster of that name already.</source>
        <translation>已有同名的叢集。</translation>
    </message>
    <message>
        <source>Create %1</source>
        <translation>建立 %1</translation>
    </message>
    <message>
        <source>Stop %1</source>
        <translation>停止 %1</translation>
    </message>
    <message>
        <source>It is not known which process runs it; stop that one yourself.</source>
        <translation>不知道是哪個行程在執行它；請自行停止。</translation>
    </message>
    <message>
        <source>Waiting for its process to end</source>
        <translation>等待它的行程結束</translation>
    </message>
    <message>
        <source>A context has the name that its kubeconfig gives it.</source>
        <translation>情境的名稱由它的 kubeconfig 決定。</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>重新命名 %1</translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation>複製 %1</translation>
    </message>
    <message>
        <source>%1 is there. Open it to start it.</source>
        <translation>%1 已在那裡。開啟即可啟動。</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>刪除 %1</translation>
    </message>
    <message>
        <source>Ending its machines</source>
        <translation>正在結束它的機器</translation>
    </message>
    <message>
        <source>%1 is deleted.</source>
        <translation>%1 已刪除。</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>匯出 %1</translation>
    </message>
    <message>
        <source>%1 is in %2. Who has the file has the cluster.</source>
        <translation>%1 在 %2 中。擁有這個檔案就擁有這個叢集。</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>匯入 %1</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>開啟 %1</translation>
    </message>
    <message>
        <source>Look at this computer</source>
        <translation>檢視這部電腦</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>移交</translation>
    </message>
    <message>
        <source>Starting them in processes of their own</source>
        <translation>以各自的行程啟動它們</translation>
    </message>
</context>
<context>
    <name>ClustersPage</name>
    <message>
        <source>On this computer</source>
        <translation>在這部電腦上</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>篩選</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>這部電腦</translation>
    </message>
    <message>
        <source>What it can do for clusters</source>
        <translation>它能為叢集做什麼</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>匯入</translation>
    </message>
    <message>
        <source>A cluster that was exported</source>
        <translation>先前匯出的叢集</translation>
    </message>
    <message>
        <source>Import a cluster</source>
        <translation>匯入叢集</translation>
    </message>
    <message>
        <source>Open a kubeconfig</source>
        <translation>開啟 kubeconfig</translation>
    </message>
    <message>
        <source>New cluster</source>
        <translation>新叢集</translation>
    </message>
    <message>
        <source>When the window closes, clusters that run here</source>
        <translation>關閉視窗時，在此執行的叢集</translation>
    </message>
    <message>
        <source>When the window closes</source>
        <translation>關閉視窗時</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>詢問</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>繼續</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No cluster of that name</source>
        <translation>沒有這個名稱的叢集</translation>
    </message>
    <message>
        <source>No clusters yet</source>
        <translation>還沒有叢集</translation>
    </message>
    <message>
        <source>Make one on this computer, or open the kubeconfig of one that is elsewhere.</source>
        <translation>在這部電腦上建立一個，或開啟別處叢集的 kubeconfig。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重新命名</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>匯出</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>匯出 %1</translation>
    </message>
    <message>
        <source>Forget this kubeconfig</source>
        <translation>忘記這個 kubeconfig</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>A control plane of its own, in a folder of its own.</source>
        <translation>擁有自己的控制平面與自己的資料夾。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>重新命名 %1</translation>
    </message>
    <message>
        <source>The folder and its kubeconfig stay where they are.</source>
        <translation>資料夾與 kubeconfig 留在原處。</translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation>複製 %1</translation>
    </message>
    <message>
        <source>The same objects and keys, on a port of its own; machines are made anew.</source>
        <translation>相同的物件與金鑰，使用自己的連接埠；機器會重新建立。</translation>
    </message>
    <message>
        <source>%1 copy</source>
        <translation>%1 的複本</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>要刪除 %1 嗎？</translation>
    </message>
    <message>
        <source>All of it goes: objects, keys, machines and their disks. It cannot be undone; an export keeps a copy.</source>
        <translation>全部都會刪除：物件、金鑰、機器與其磁碟。無法復原；匯出可保留一份。</translation>
    </message>
</context>
<context>
    <name>CommandLines</name>
    <message>
        <source>Hide the command</source>
        <translation>隱藏命令</translation>
    </message>
    <message>
        <source>Show the command</source>
        <translation>顯示命令</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Do</source>
        <translation>執行</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Apply YAML</source>
        <translation>套用 YAML</translation>
    </message>
    <message>
        <source>Add nodes</source>
        <translation>新增節點</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>重新顯示全部</translation>
    </message>
    <message>
        <source>Show all of the map</source>
        <translation>顯示整張地圖</translation>
    </message>
    <message>
        <source>Close gaps on the map</source>
        <translation>整理地圖上的空位</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>繼續</translation>
    </message>
    <message>
        <source>Pause the picture</source>
        <translation>暫停畫面</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>End presenting</source>
        <translation>結束簡報</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Pointer of light</source>
        <translation>光點指示</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>More motion</source>
        <translation>增加動態效果</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>減少動態效果</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>所有設定</translation>
    </message>
    <message>
        <source>Show the shortcuts</source>
        <translation>顯示快速鍵</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>All clusters</source>
        <translation>所有叢集</translation>
    </message>
    <message>
        <source>Spotlight</source>
        <translation>聚光燈</translation>
    </message>
    <message>
        <source>%1, twice</source>
        <translation>按兩次 %1</translation>
    </message>
</context>
<context>
    <name>Completion</name>
    <message>
        <source>Completions</source>
        <translation>完成次數</translation>
    </message>
</context>
<context>
    <name>ConfirmSheet</name>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ContainerPicker</name>
    <message>
        <source>All containers</source>
        <translation>所有容器</translation>
    </message>
</context>
<context>
    <name>orrery::models::ContainerStream</name>
    <message>
        <source>The process let go.</source>
        <translation>行程已放開連線。</translation>
    </message>
    <message>
        <source>The shell ended.</source>
        <translation>終端已結束。</translation>
    </message>
</context>
<context>
    <name>orrery::actions::DebugContainer</name>
    <message>
        <source>Which image? One with the tools that the container lacks.</source>
        <translation>哪個映像檔？選擇具有該容器所缺工具的映像檔。</translation>
    </message>
    <message>
        <source>The container is added…</source>
        <translation>正在加入容器…</translation>
    </message>
    <message>
        <source>Debug %1</source>
        <translation>偵錯 %1</translation>
    </message>
    <message>
        <source>It ended at once: %1</source>
        <translation>它立即結束：%1</translation>
    </message>
</context>
<context>
    <name>DeleteSheet</name>
    <message numerus="yes">
        <source>Delete %Ln object(s)?</source>
        <translation>
            <numerusform>刪除 %Ln 個物件？</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>要移除 %1 嗎？</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>要刪除 %1 嗎？</translation>
    </message>
    <message>
        <source>The machine is switched off and its disk is removed. Its pods start again elsewhere.</source>
        <translation>機器會關閉，磁碟會移除。它的 Pod 會在別處重新啟動。</translation>
    </message>
    <message>
        <source>It is being deleted already.</source>
        <translation>它已在刪除中。</translation>
    </message>
    <message>
        <source>%1 owns it, and replaces it if it still wants it.</source>
        <translation>它屬於 %1；若仍需要，會再補上一個。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>It stays until this is done with it: %1</source>
        <translation>它會留到此處理完成為止：%1</translation>
    </message>
    <message>
        <source>Looking for what it owns…</source>
        <translation>正在尋找它所擁有的物件…</translation>
    </message>
    <message>
        <source>Stays, without an owner:</source>
        <translation>留下，但不再有擁有者：</translation>
    </message>
    <message>
        <source>Runs on it:</source>
        <translation>在其上執行：</translation>
    </message>
    <message>
        <source>Goes with it:</source>
        <translation>一併刪除：</translation>
    </message>
    <message>
        <source>Nothing else goes with it.</source>
        <translation>沒有其他物件會一併刪除。</translation>
    </message>
    <message>
        <source>Could not be looked through: %1. There may be more.</source>
        <translation>無法檢視：%1。可能還有更多。</translation>
    </message>
    <message>
        <source>Leave what it owns</source>
        <translation>保留它所擁有的物件</translation>
    </message>
    <message>
        <source>Seconds to stop in</source>
        <translation>停止的寬限秒數</translation>
    </message>
    <message>
        <source>At once, without waiting for the node: its containers may still run</source>
        <translation>立即，不等待節點：它的容器可能仍在執行</translation>
    </message>
</context>
<context>
    <name>DeploySheet</name>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A Deployment asks for so many pods, all alike; a Service gives them one address.</source>
        <translation>Deployment 要求一定數量、完全相同的 Pod；Service 給它們一個位址。</translation>
    </message>
    <message>
        <source>A StatefulSet asks for pods that keep their names; a headless Service lets them be found by these.</source>
        <translation>StatefulSet 要求保有名稱的 Pod；無頭 Service 讓人能以名稱找到它們。</translation>
    </message>
    <message>
        <source>A DaemonSet asks for one pod on every node.</source>
        <translation>DaemonSet 要求每個節點上各有一個 Pod。</translation>
    </message>
    <message>
        <source>A Job asks for pods that do their work and end.</source>
        <translation>Job 要求做完工作就結束的 Pod。</translation>
    </message>
    <message>
        <source>A CronJob asks for a Job again and again, by the clock.</source>
        <translation>CronJob 依時間一再要求 Job。</translation>
    </message>
    <message>
        <source>A Pod by itself: nobody starts it again elsewhere if its node goes.</source>
        <translation>單獨的 Pod：節點消失時，沒有誰會在別處重新啟動它。</translation>
    </message>
    <message>
        <source>The form and the YAML are the same object.</source>
        <translation>表單與 YAML 是同一個物件。</translation>
    </message>
    <message>
        <source>The YAML cannot be read as it is; the form shows what it said before.</source>
        <translation>目前的 YAML 無法讀取；表單顯示先前的內容。</translation>
    </message>
    <message>
        <source>This kind has no form: write it as YAML.</source>
        <translation>這個種類沒有表單：請以 YAML 撰寫。</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>kubectl</source>
        <translation>kubectl</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部複製</translation>
    </message>
    <message>
        <source>What will be sent, as YAML</source>
        <translation>將要送出的內容（YAML）</translation>
    </message>
    <message>
        <source>The same for a terminal</source>
        <translation>在終端中的等效命令</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) are there already and would be changed</source>
        <translation>
            <numerusform>有 %Ln 個物件已存在，將會變更</numerusform>
        </translation>
    </message>
    <message>
        <source>The server would take it</source>
        <translation>伺服器會接受</translation>
    </message>
</context>
<context>
    <name>DescribePage</name>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>What changes</source>
        <translation>變更內容</translation>
    </message>
    <message>
        <source>goes: %1</source>
        <translation>移除：%1</translation>
    </message>
    <message>
        <source>comes: %1</source>
        <translation>新增：%1</translation>
    </message>
    <message numerus="yes">
        <source>… %Ln line(s) …</source>
        <translation>
            <numerusform>…%Ln 行…</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>不會有任何變更</translation>
    </message>
</context>
<context>
    <name>DocumentTabs</name>
    <message>
        <source>Containers</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物件</translation>
    </message>
    <message>
        <source>Remove this container</source>
        <translation>移除這個容器</translation>
    </message>
    <message>
        <source>Remove this object</source>
        <translation>移除這個物件</translation>
    </message>
    <message>
        <source>Add a container</source>
        <translation>新增容器</translation>
    </message>
    <message>
        <source>Add an object</source>
        <translation>新增物件</translation>
    </message>
    <message>
        <source>ConfigMap</source>
        <translation>ConfigMap</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服務</translation>
    </message>
</context>
<context>
    <name>orrery::actions::Drain</name>
    <message>
        <source>the kubelet has it from a file</source>
        <translation>kubelet 從檔案取得它</translation>
    </message>
    <message>
        <source>DaemonSet %1 would start it here again</source>
        <translation>DaemonSet %1 會在這裡再次啟動它</translation>
    </message>
    <message>
        <source>no controller starts it elsewhere</source>
        <translation>沒有控制器會在別處啟動它</translation>
    </message>
    <message>
        <source>what is in its emptyDir volumes is lost</source>
        <translation>其 emptyDir 儲存卷中的內容會遺失</translation>
    </message>
    <message>
        <source>Cordoning the node</source>
        <translation>正在封鎖節點</translation>
    </message>
    <message>
        <source>asked to go</source>
        <translation>已請求離開</translation>
    </message>
    <message>
        <source>ends</source>
        <translation>正在結束</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已離開</translation>
    </message>
    <message>
        <source>Waits for a disruption budget: %1</source>
        <translation>等待中斷預算：%1</translation>
    </message>
    <message>
        <source>%1 of %2 pods have gone</source>
        <translation>%2 個 Pod 中已有 %1 個離開</translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) could not be evicted</source>
        <translation>
            <numerusform>%n 個 Pod 無法驅逐</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drained; %n pod(s) stay</source>
        <translation>
            <numerusform>已排空；%n 個 Pod 留下</numerusform>
        </translation>
    </message>
    <message>
        <source>Drained</source>
        <translation>已排空</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Stopped: %1 of %2 pods have gone, the node is still cordoned</source>
        <translation>已停止：%2 個 Pod 中已有 %1 個離開，節點仍為封鎖狀態</translation>
    </message>
</context>
<context>
    <name>DrainSheet</name>
    <message>
        <source>Drain %1</source>
        <translation>排空 %1</translation>
    </message>
    <message>
        <source>It takes no new pods, and those that it has are asked to go, as fast as their disruption budgets allow.</source>
        <translation>它不再接受新的 Pod，現有的 Pod 會在中斷預算允許的速度下被請求離開。</translation>
    </message>
    <message numerus="yes">
        <source>Drain: %Ln pod(s) go</source>
        <translation>
            <numerusform>排空：%Ln 個 Pod 離開</numerusform>
        </translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>排空</translation>
    </message>
    <message>
        <source>Pods of the node</source>
        <translation>節點上的 Pod</translation>
    </message>
    <message>
        <source>starts again elsewhere</source>
        <translation>在別處重新啟動</translation>
    </message>
    <message>
        <source>No pods run there.</source>
        <translation>那裡沒有執行中的 Pod。</translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln pod(s) with emptyDir volumes: what is in them is lost</source>
        <translation>
            <numerusform>也包括 %Ln 個有 emptyDir 儲存卷的 Pod：其中的內容會遺失</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln pod(s) without a controller: nothing starts them again</source>
        <translation>
            <numerusform>也包括 %Ln 個沒有控制器的 Pod：沒有誰會再啟動它們</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EventsPage</name>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln 個事件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warning(s)</source>
        <translation>
            <numerusform>%Ln 個警告</numerusform>
        </translation>
    </message>
    <message>
        <source>Warnings first</source>
        <translation>警告優先</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message numerus="yes">
        <source>%Ln time(s)</source>
        <translation>
            <numerusform>%Ln 次</numerusform>
        </translation>
    </message>
    <message>
        <source>No events. The cluster keeps them for an hour.</source>
        <translation>沒有事件。叢集會保留一小時。</translation>
    </message>
</context>
<context>
    <name>ExposeSheet</name>
    <message>
        <source>Expose %1</source>
        <translation>公開 %1</translation>
    </message>
    <message>
        <source>A Service gives its pods one address, whichever of them are there.</source>
        <translation>Service 給它的 Pod 一個位址，不論此刻有哪些 Pod。</translation>
    </message>
    <message>
        <source>Expose</source>
        <translation>公開</translation>
    </message>
    <message>
        <source>Name of the service</source>
        <translation>服務的名稱</translation>
    </message>
    <message>
        <source>Reachable</source>
        <translation>可從何處連上</translation>
    </message>
    <message>
        <source>within the cluster</source>
        <translation>叢集內部</translation>
    </message>
    <message>
        <source>at every node&apos;s address</source>
        <translation>每個節點的位址</translation>
    </message>
    <message>
        <source>through a load balancer</source>
        <translation>透過負載平衡器</translation>
    </message>
    <message>
        <source>Port of the service</source>
        <translation>服務的連接埠</translation>
    </message>
    <message>
        <source>Port of the pods</source>
        <translation>Pod 的連接埠</translation>
    </message>
    <message>
        <source>Its containers name none.</source>
        <translation>它的容器沒有指明連接埠。</translation>
    </message>
</context>
<context>
    <name>FactsPage</name>
    <message>
        <source>Values</source>
        <translation>值</translation>
    </message>
    <message>
        <source>hidden in Present mode</source>
        <translation>簡報模式中隱藏</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>狀況</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>屬於</translation>
    </message>
    <message>
        <source>Owns</source>
        <translation>擁有</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>可由此連上</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>通往</translation>
    </message>
    <message>
        <source>Pods here</source>
        <translation>這裡的 Pod</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>被使用於</translation>
    </message>
    <message>
        <source>Uses</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>標籤</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>註解</translation>
    </message>
</context>
<context>
    <name>FieldCell</name>
    <message>
        <source>Name</source>
        <translation>名稱</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名稱</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>未設定</translation>
    </message>
</context>
<context>
    <name>orrery::models::FieldDocs</name>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
</context>
<context>
    <name>FieldHelp</name>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>%1 其中之一</translation>
    </message>
    <message>
        <source>default %1</source>
        <translation>預設 %1</translation>
    </message>
    <message>
        <source>Point at a field to see what it is</source>
        <translation>指向一個欄位即可看到它的說明</translation>
    </message>
</context>
<context>
    <name>FieldPicker</name>
    <message>
        <source>Find a field</source>
        <translation>尋找欄位</translation>
    </message>
</context>
<context>
    <name>Filter</name>
    <message>
        <source>Only the first %1 characters are read.</source>
        <translation>只讀取前 %1 個字元。</translation>
    </message>
    <message>
        <source>“%1” is not a label selector: %2</source>
        <translation>「%1」不是標籤選擇器：%2</translation>
    </message>
</context>
<context>
    <name>FindField</name>
    <message>
        <source>Find anything</source>
        <translation>尋找任何東西</translation>
    </message>
</context>
<context>
    <name>orrery::models::FindModel</name>
    <message numerus="yes">
        <source>%Ln object(s) were too many to look at.</source>
        <translation>
            <numerusform>有 %Ln 個物件太多，未能檢視。</numerusform>
        </translation>
    </message>
    <message>
        <source>Last</source>
        <translation>上一次</translation>
    </message>
    <message>
        <source>Show only what matches “%1”</source>
        <translation>只顯示符合「%1」的項目</translation>
    </message>
    <message>
        <source>On the map and in lists</source>
        <translation>在地圖與清單中</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>All of them, as a list</source>
        <translation>全部，以清單顯示</translation>
    </message>
    <message>
        <source>All of them, as a list · %1</source>
        <translation>全部，以清單顯示 · %1</translation>
    </message>
    <message>
        <source>Show only this namespace</source>
        <translation>只顯示這個命名空間</translation>
    </message>
</context>
<context>
    <name>FindSheet</name>
    <message>
        <source>Find</source>
        <translation>尋找</translation>
    </message>
    <message>
        <source>Name, IP, action, or ns: node: ip: status: kind: -l key=value !not</source>
        <translation>名稱、IP、動作，或 ns: node: ip: status: kind: -l key=value !not</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message>
        <source>Nothing of that name, address or word.</source>
        <translation>沒有這個名稱、位址或字詞。</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>找到的項目</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>選擇</translation>
    </message>
    <message>
        <source>go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>show only these</source>
        <translation>只顯示這些</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more: type on</source>
        <translation>
            <numerusform>還有 %Ln 項：請繼續輸入</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message>
        <source>A Kubernetes cluster on this computer</source>
        <translation>這部電腦上的 Kubernetes 叢集</translation>
    </message>
    <message>
        <source>With a real control plane, which kubectl and every Kubernetes tool can use, and a live picture of it. Choose how to begin; everything can be changed later.</source>
        <translation>擁有真正的控制平面，kubectl 與所有 Kubernetes 工具都能使用，並有即時的畫面。選擇如何開始；之後一切都可以更改。</translation>
    </message>
    <message>
        <source>3 virtual machines</source>
        <translation>3 部虛擬機器</translation>
    </message>
    <message>
        <source>Not possible here yet</source>
        <translation>目前在此無法使用</translation>
    </message>
    <message>
        <source>Slow here: emulated</source>
        <translation>在此較慢：以模擬執行</translation>
    </message>
    <message>
        <source>Little memory here</source>
        <translation>此處記憶體不多</translation>
    </message>
    <message>
        <source>10 hollow nodes</source>
        <translation>10 個空心節點</translation>
    </message>
    <message>
        <source>Real kubelets over pretended containers: a cluster in a second, on any computer. For learning and trying out.</source>
        <translation>真正的 kubelet 配上模擬的容器：任何電腦上一秒就有一個叢集。適合學習與嘗試。</translation>
    </message>
    <message>
        <source>Open a kubeconfig</source>
        <translation>開啟 kubeconfig</translation>
    </message>
    <message numerus="yes">
        <source>Look at a cluster that is elsewhere. %Ln context(s) are known already.</source>
        <translation>
            <numerusform>檢視別處的叢集。已知 %Ln 個情境。</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at a cluster that is elsewhere, with the rights that you have there.</source>
        <translation>以你在那裡的權限檢視別處的叢集。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>這部電腦</translation>
    </message>
    <message>
        <source>Looking at this computer…</source>
        <translation>正在檢視這部電腦…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再檢視一次</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>略過</translation>
    </message>
    <message>
        <source>To the list of clusters (Esc)</source>
        <translation>到叢集清單（Esc）</translation>
    </message>
    <message>
        <source>Real nodes with kernels of their own, %1 MiB each. Real containers run on them.</source>
        <translation>擁有自己核心的真正節點，每個 %1 MiB。真正的容器在其上執行。</translation>
    </message>
</context>
<context>
    <name>Folders</name>
    <message>
        <source>Give it a name.</source>
        <translation>請取個名稱。</translation>
    </message>
    <message>
        <source>At most 60 characters.</source>
        <translation>最多 60 個字元。</translation>
    </message>
    <message>
        <source>Only characters that can be seen.</source>
        <translation>只能使用看得見的字元。</translation>
    </message>
</context>
<context>
    <name>ForwardPage</name>
    <message>
        <source>No more ports can be forwarded; stop one first.</source>
        <translation>無法再轉送更多連接埠；請先停止一個。</translation>
    </message>
    <message>
        <source>A port of this machine that leads to the pod.</source>
        <translation>通往該 Pod 的本機連接埠。</translation>
    </message>
    <message>
        <source>A port of this machine that leads to one of the pods that are ready, and to another when that goes.</source>
        <translation>通往其中一個就緒 Pod 的本機連接埠；該 Pod 消失時改通往另一個。</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>轉送</translation>
    </message>
    <message>
        <source>Port %1</source>
        <translation>連接埠 %1</translation>
    </message>
    <message>
        <source>It names no ports; give the number.</source>
        <translation>它沒有指明連接埠；請輸入號碼。</translation>
    </message>
    <message>
        <source>Port there</source>
        <translation>遠端連接埠</translation>
    </message>
    <message>
        <source>Here (any)</source>
        <translation>本機（任意）</translation>
    </message>
</context>
<context>
    <name>ForwardRow</name>
    <message numerus="yes">
        <source>%1 · %Ln connection(s) · %2 in, %3 out</source>
        <translation>
            <numerusform>%1 · %Ln 個連線 · 收 %2，送 %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>開啟 %1</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>複製 %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>orrery::models::Forwarder</name>
    <message>
        <source>Port %1 of this machine cannot be used: %2</source>
        <translation>無法使用本機的連接埠 %1：%2</translation>
    </message>
    <message>
        <source>More than %1 connections at once.</source>
        <translation>同時超過 %1 個連線。</translation>
    </message>
</context>
<context>
    <name>ForwardsChip</name>
    <message>
        <source>Forwarded ports</source>
        <translation>轉送的連接埠</translation>
    </message>
    <message numerus="yes">
        <source>%Ln forwarded port(s)</source>
        <translation>
            <numerusform>%Ln 個轉送的連接埠</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
</context>
<context>
    <name>HostFacts</name>
    <message>
        <source>This computer</source>
        <translation>這部電腦</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>limited</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺少</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector: %1 %2</source>
        <translation>檢視器:%1 %2</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>資訊</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日誌</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>終端</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>連接埠</translation>
    </message>
    <message>
        <source>Boot</source>
        <translation>開機</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>All that can be done to it</source>
        <translation>可對它做的一切</translation>
    </message>
    <message>
        <source>Narrow (w)</source>
        <translation>變窄（w）</translation>
    </message>
    <message>
        <source>Wide (w)</source>
        <translation>變寬（w）</translation>
    </message>
</context>
<context>
    <name>orrery::models::KindList</name>
    <message>
        <source>Workloads</source>
        <translation>工作負載</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>網路</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>存取權</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自訂</translation>
    </message>
</context>
<context>
    <name>KindPane</name>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Find a kind</source>
        <translation>尋找種類</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>我的最愛</translation>
    </message>
    <message>
        <source>No favourite any more (*)</source>
        <translation>從最愛移除（*）</translation>
    </message>
    <message>
        <source>Make it a favourite (*)</source>
        <translation>加入最愛（*）</translation>
    </message>
</context>
<context>
    <name>ListsView</name>
    <message numerus="yes">
        <source>%Ln marked</source>
        <translation>
            <numerusform>已標記 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 之中的 %1</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>所有命名空間</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>篩選</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>欄位</translation>
    </message>
    <message>
        <source>Mark all</source>
        <translation>全部標記</translation>
    </message>
    <message>
        <source>The cluster does not show this to you</source>
        <translation>叢集不讓你看這些</translation>
    </message>
    <message>
        <source>Nothing matches the filter</source>
        <translation>沒有符合篩選條件的項目</translation>
    </message>
    <message>
        <source>There are none</source>
        <translation>沒有任何項目</translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s) are hidden by it.</source>
        <translation>
            <numerusform>有 %Ln 個物件因此未顯示。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) copied as CSV</source>
        <translation>
            <numerusform>已以 CSV 複製 %Ln 列</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已儲存為 %1</translation>
    </message>
    <message>
        <source>The file could not be written</source>
        <translation>無法寫入檔案</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>動作</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>匯出</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>以 CSV 複製</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>儲存為 CSV</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部顯示</translation>
    </message>
</context>
<context>
    <name>orrery::models::LogModel</name>
    <message>
        <source>There is no such pod.</source>
        <translation>沒有這個 Pod。</translation>
    </message>
    <message>
        <source>It has no pods.</source>
        <translation>它沒有 Pod。</translation>
    </message>
    <message>
        <source>Connecting again, without losing lines: %1</source>
        <translation>重新連線中，不會遺失任何一行：%1</translation>
    </message>
    <message>
        <source>Only %1 of the containers: choose one to see another.</source>
        <translation>只顯示 %1 個容器：請選擇以檢視其他容器。</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) saved to %1</source>
        <translation>
            <numerusform>已將 %n 行儲存至 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>無法寫入 %1：%2</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>Find in the log</source>
        <translation>在日誌中尋找</translation>
    </message>
    <message>
        <source>Log of %1</source>
        <translation>%1 的日誌</translation>
    </message>
    <message>
        <source>Nothing written yet</source>
        <translation>尚無輸出</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟隨</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>儲存日誌</translation>
    </message>
    <message>
        <source>Logs (*.log *.txt)</source>
        <translation>日誌（*.log *.txt）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有檔案（*）</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 之中的 %1</translation>
    </message>
    <message>
        <source>The match before (Shift+F3)</source>
        <translation>上一個符合項目（Shift+F3）</translation>
    </message>
    <message>
        <source>The next match (F3)</source>
        <translation>下一個符合項目（F3）</translation>
    </message>
    <message>
        <source>How the log is shown</source>
        <translation>日誌的顯示方式</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation>自動換行</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>顏色</translation>
    </message>
    <message>
        <source>Before the last restart</source>
        <translation>上次重新啟動之前</translation>
    </message>
    <message>
        <source>Go to a time…</source>
        <translation>前往某個時間…</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>儲存…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>14:05, 14:05:30, 10m, 2h</source>
        <translation>14:05, 14:05:30, 10m, 2h</translation>
    </message>
    <message>
        <source>Time to go to</source>
        <translation>要前往的時間</translation>
    </message>
    <message>
        <source>Not a time</source>
        <translation>不是時間</translation>
    </message>
    <message>
        <source>A time of day, or how long ago</source>
        <translation>時刻，或多久以前</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>錯誤</translation>
    </message>
    <message>
        <source>Which lines</source>
        <translation>哪些行</translation>
    </message>
    <message>
        <source>No line is as bad as that</source>
        <translation>沒有這麼嚴重的行</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) selected</source>
        <translation>
            <numerusform>已選取 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
</context>
<context>
    <name>orrery::models::LogSource</name>
    <message>
        <source>The log ended.</source>
        <translation>日誌已結束。</translation>
    </message>
    <message>
        <source>The container ended.</source>
        <translation>容器已結束。</translation>
    </message>
    <message>
        <source>The stream ended.</source>
        <translation>串流已結束。</translation>
    </message>
</context>
<context>
    <name>LostBanner</name>
    <message>
        <source>The cluster does not answer</source>
        <translation>叢集沒有回應</translation>
    </message>
    <message>
        <source>The cluster does not answer since %1</source>
        <translation>叢集自 %1 起沒有回應</translation>
    </message>
    <message>
        <source>Try now (%1 s)</source>
        <translation>立即再試（%1 秒）</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即再試</translation>
    </message>
</context>
<context>
    <name>orrery::models::MachineBoot</name>
    <message>
        <source>Provisioned</source>
        <translation>已建立</translation>
    </message>
    <message>
        <source>Booted</source>
        <translation>已開機</translation>
    </message>
    <message>
        <source>Agent connected</source>
        <translation>代理程式已連線</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就緒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>orrery::models::MachineConsole</name>
    <message>
        <source>A machine of the provider %1 has no serial console.</source>
        <translation>%1 提供者的機器沒有序列主控台。</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>%1 – Orrery</source>
        <translation>%1 – Orrery</translation>
    </message>
    <message>
        <source>Orrery</source>
        <translation>Orrery</translation>
    </message>
</context>
<context>
    <name>orrery::actions::ManifestEditor</name>
    <message>
        <source>%1 is larger than 3 MiB.</source>
        <translation>%1 大於 3 MiB。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>無法讀取 %1：%2</translation>
    </message>
    <message>
        <source>Apply %1</source>
        <translation>套用 %1</translation>
    </message>
    <message numerus="yes">
        <source>Apply %n object(s)</source>
        <translation>
            <numerusform>套用 %n 個物件</numerusform>
        </translation>
    </message>
    <message>
        <source>This is another object: its kind, namespace and name cannot be changed here.</source>
        <translation>這是另一個物件：在這裡不能更改種類、命名空間與名稱。</translation>
    </message>
    <message>
        <source>created</source>
        <translation>已建立</translation>
    </message>
    <message>
        <source>Somebody else changed this object meanwhile. Their changes were brought in, and yours put on top: look, and save again.</source>
        <translation>這段期間有人更改了這個物件。對方的更改已併入，你的更改疊加其上：請檢視後再儲存一次。</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未變更</translation>
    </message>
    <message>
        <source>configured</source>
        <translation>已設定</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Control plane</source>
        <translation>控制平面</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>排程器</translation>
    </message>
    <message>
        <source>picks a node</source>
        <translation>挑選節點</translation>
    </message>
    <message>
        <source>Controllers</source>
        <translation>控制器</translation>
    </message>
    <message>
        <source>desired = actual</source>
        <translation>期望 = 實際</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>儲存庫</translation>
    </message>
    <message>
        <source>rev %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>API server</source>
        <translation>API 伺服器</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>瀏覽器</translation>
    </message>
    <message>
        <source>outside</source>
        <translation>外部</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s) wait for a node</source>
        <translation>
            <numerusform>%Ln 個 Pod 在等待節點</numerusform>
        </translation>
    </message>
    <message>
        <source>No nodes yet</source>
        <translation>還沒有節點</translation>
    </message>
    <message>
        <source>The control plane runs, but pods need a node to run on. Add one, and watch it start.</source>
        <translation>控制平面已在執行,但 Pod 需要節點才能執行。新增一個,看它啟動。</translation>
    </message>
    <message>
        <source>Add a node</source>
        <translation>新增節點</translation>
    </message>
    <message>
        <source>No pods yet. Deploy something, or: kubectl create deployment web --image=registry.local/demo:1</source>
        <translation>還沒有 Pod。部署點什麼,或執行:kubectl create deployment web --image=registry.local/demo:1</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>The cluster does not answer</source>
        <translation>叢集沒有回應</translation>
    </message>
    <message>
        <source>Reading the cluster…</source>
        <translation>正在讀取叢集…</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Zoom in for the names of %Ln node(s)</source>
        <translation>
            <numerusform>放大以看到 %Ln 個節點的名稱</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln service(s)</source>
        <translation>
            <numerusform>%Ln 個服務</numerusform>
        </translation>
    </message>
    <message>
        <source>It is tried again and again. See that the cluster runs, and that its address in the kubeconfig is right.</source>
        <translation>會持續重試。請確認叢集正在執行，且 kubeconfig 中的位址正確。</translation>
    </message>
    <message>
        <source>The first lists are on their way from %1.</source>
        <translation>第一批清單正從 %1 傳來。</translation>
    </message>
    <message>
        <source>You have no right to see: %1</source>
        <translation>你沒有權限檢視：%1</translation>
    </message>
    <message>
        <source>Onto %1</source>
        <translation>放到 %1</translation>
    </message>
    <message>
        <source>Anywhere: the scheduler chooses</source>
        <translation>任何地方：由排程器選擇</translation>
    </message>
</context>
<context>
    <name>orrery::graph::MapView</name>
    <message>
        <source>Map of the cluster</source>
        <translation>叢集地圖</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n 個節點</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s)</source>
        <translation>
            <numerusform>%n 個 Pod</numerusform>
        </translation>
    </message>
    <message>
        <source>running</source>
        <translation>執行中</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>terminating</source>
        <translation>終止中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就緒</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>啟動中</translation>
    </message>
    <message>
        <source>not ready</source>
        <translation>未就緒</translation>
    </message>
    <message>
        <source>powered off</source>
        <translation>已關機</translation>
    </message>
    <message>
        <source>being removed</source>
        <translation>移除中</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>API server</source>
        <translation>API 伺服器</translation>
    </message>
    <message>
        <source>Scheduler</source>
        <translation>排程器</translation>
    </message>
    <message>
        <source>Controllers</source>
        <translation>控制器</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>儲存庫</translation>
    </message>
    <message>
        <source>Browser, outside</source>
        <translation>瀏覽器，外部</translation>
    </message>
    <message>
        <source>Pod %1</source>
        <translation>Pod %1</translation>
    </message>
    <message>
        <source>without a node</source>
        <translation>沒有節點</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>在 %1 上</translation>
    </message>
    <message>
        <source>Node %1</source>
        <translation>節點 %1</translation>
    </message>
    <message>
        <source>cordoned</source>
        <translation>已封鎖</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>服務 %1</translation>
    </message>
    <message>
        <source>no endpoints</source>
        <translation>沒有端點</translation>
    </message>
    <message numerus="yes">
        <source>%n endpoint(s)</source>
        <translation>
            <numerusform>%n 個端點</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more service(s)</source>
        <translation>
            <numerusform>還有 %n 個服務</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s)</source>
        <translation>
            <numerusform>還有 %n 個節點</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s), %1 unhealthy</source>
        <translation>
            <numerusform>還有 %n 個節點，%1 個不健康</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s), all healthy</source>
        <translation>
            <numerusform>還有 %n 個 Pod，全部健康</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s), %1 unhealthy</source>
        <translation>
            <numerusform>還有 %n 個 Pod，%1 個不健康</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MarksSheet</name>
    <message numerus="yes">
        <source>Label %Ln object(s)</source>
        <translation>
            <numerusform>為 %Ln 個物件加上標籤</numerusform>
        </translation>
    </message>
    <message>
        <source>Labels of %1</source>
        <translation>%1 的標籤</translation>
    </message>
    <message>
        <source>Annotations of %1</source>
        <translation>%1 的註解</translation>
    </message>
    <message>
        <source>Each of them gets these; what else it has stays.</source>
        <translation>每個物件都會得到這些；其他的保持不變。</translation>
    </message>
    <message>
        <source>Services, workloads and filters find objects by these.</source>
        <translation>服務、工作負載與篩選條件以這些找到物件。</translation>
    </message>
    <message>
        <source>Notes for people and tools; nothing is found by them.</source>
        <translation>給人與工具看的備註；不會用來尋找物件。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>%1 is there twice</source>
        <translation>%1 出現了兩次</translation>
    </message>
    <message>
        <source>key</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>再加一個</translation>
    </message>
</context>
<context>
    <name>NameSheet</name>
    <message>
        <source>Name</source>
        <translation>名稱</translation>
    </message>
    <message>
        <source>First nodes</source>
        <translation>最初的節點</translation>
    </message>
    <message>
        <source>The control plane alone; add nodes later.</source>
        <translation>只有控制平面；稍後再新增節點。</translation>
    </message>
    <message>
        <source>Each with its own kernel.</source>
        <translation>各自擁有核心。</translation>
    </message>
    <message>
        <source>Real kubelets over pretended containers; light.</source>
        <translation>真正的 kubelet 配上模擬的容器；很輕量。</translation>
    </message>
    <message>
        <source>Real containers on this kernel; needs root.</source>
        <translation>本機核心上的真正容器；需要 root。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Virtual machines</source>
        <translation>虛擬機器</translation>
    </message>
    <message>
        <source>Hollow nodes</source>
        <translation>空心節點</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>數量</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>NavRail</name>
    <message>
        <source>Views</source>
        <translation>檢視</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>語言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
</context>
<context>
    <name>NodeHeader</name>
    <message>
        <source>Ready</source>
        <translation>就緒</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>啟動中</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>未就緒</translation>
    </message>
    <message>
        <source>Powered off</source>
        <translation>已關機</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Being removed</source>
        <translation>移除中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln 個 Pod</numerusform>
        </translation>
    </message>
    <message>
        <source>Cordoned</source>
        <translation>已封鎖</translation>
    </message>
    <message>
        <source>no address yet</source>
        <translation>尚無位址</translation>
    </message>
    <message>
        <source>kubelet</source>
        <translation>kubelet</translation>
    </message>
    <message>
        <source>%1% cpu</source>
        <translation>CPU %1%</translation>
    </message>
    <message>
        <source>%1 percent of the CPU requested</source>
        <translation>已請求 %1% 的 CPU</translation>
    </message>
    <message>
        <source>%1% memory</source>
        <translation>記憶體 %1%</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁碟</translation>
    </message>
    <message>
        <source>Boot</source>
        <translation>開機</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>代理程式</translation>
    </message>
    <message>
        <source>Memory is short</source>
        <translation>記憶體不足</translation>
    </message>
    <message>
        <source>Disk is short</source>
        <translation>磁碟空間不足</translation>
    </message>
    <message>
        <source>Too many processes</source>
        <translation>行程過多</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>沒有網路</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>已滿</translation>
    </message>
    <message>
        <source>%1 of %2 pods</source>
        <translation>%2 個 Pod 中的 %1 個</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln 個不健康</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::NodeListModel</name>
    <message>
        <source>Provisioned</source>
        <translation>已建立</translation>
    </message>
    <message>
        <source>Booted</source>
        <translation>已開機</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>代理程式</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就緒</translation>
    </message>
    <message>
        <source>Removing</source>
        <translation>移除中</translation>
    </message>
    <message numerus="yes">
        <source>%n CPU(s)</source>
        <translation>
            <numerusform>%n 個 CPU</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeName</name>
    <message>
        <source>not ready</source>
        <translation>未就緒</translation>
    </message>
    <message>
        <source>off</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>啟動中</translation>
    </message>
    <message>
        <source>short of room</source>
        <translation>空間不足</translation>
    </message>
    <message>
        <source>cordoned</source>
        <translation>已封鎖</translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln 個 Pod</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln 個不健康</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeRow</name>
    <message numerus="yes">
        <source>%1, %2, %n pod(s)</source>
        <translation>
            <numerusform>%1,%2,%n 個 Pod</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, cordoned</source>
        <translation>%1,已封鎖</translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s)</source>
        <translation>
            <numerusform>%n 個 Pod</numerusform>
        </translation>
    </message>
    <message>
        <source>Cordon: no new pods here</source>
        <translation>封鎖:不再排入新的 Pod</translation>
    </message>
    <message>
        <source>Uncordon</source>
        <translation>解除封鎖</translation>
    </message>
    <message>
        <source>Pull the plug</source>
        <translation>拔掉電源</translation>
    </message>
    <message>
        <source>Power on</source>
        <translation>開機</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>All that can be done to it</source>
        <translation>可對它做的一切</translation>
    </message>
</context>
<context>
    <name>NodesView</name>
    <message>
        <source>Nodes</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Add nodes</source>
        <translation>新增節點</translation>
    </message>
    <message>
        <source>No nodes yet</source>
        <translation>還沒有節點</translation>
    </message>
    <message>
        <source>A pod needs a node to run on.</source>
        <translation>Pod 需要節點才能執行。</translation>
    </message>
</context>
<context>
    <name>Outcomes</name>
    <message>
        <source>%1 of %2 objects went well</source>
        <translation>%2 個物件中 %1 個成功</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Try what failed again</source>
        <translation>重試失敗的項目</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Templates</source>
        <translation>範本</translation>
    </message>
    <message>
        <source>Fold the templates</source>
        <translation>收合範本</translation>
    </message>
    <message>
        <source>Templates to drag onto the map</source>
        <translation>可拖到地圖上的範本</translation>
    </message>
</context>
<context>
    <name>PodInside</name>
    <message>
        <source>ended</source>
        <translation>已結束</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln restart(s)</source>
        <translation>
            <numerusform>重新啟動 %Ln 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::PortForwards</name>
    <message>
        <source>Its port has no number in %1.</source>
        <translation>它的連接埠在 %1 中沒有號碼。</translation>
    </message>
    <message>
        <source>Waits for a pod that is ready.</source>
        <translation>等待一個就緒的 Pod。</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 項</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressSteps</name>
    <message>
        <source>Steps</source>
        <translation>步驟</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>now</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>未開始</translation>
    </message>
</context>
<context>
    <name>orrery::models::RelatedObjects</name>
    <message>
        <source>CPU requested</source>
        <translation>已請求的 CPU</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 之中的 %1</translation>
    </message>
    <message>
        <source>Memory requested</source>
        <translation>已請求的記憶體</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
</context>
<context>
    <name>RelationChip</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RollbackSheet</name>
    <message>
        <source>Roll back %1</source>
        <translation>回復 %1</translation>
    </message>
    <message>
        <source>It has had no other pod template yet.</source>
        <translation>它還沒有其他的 Pod 範本。</translation>
    </message>
    <message>
        <source>Go back to revision %1</source>
        <translation>回到修訂版 %1</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回復</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>修訂版</translation>
    </message>
    <message>
        <source>Revision %1, the present one</source>
        <translation>修訂版 %1，目前的版本</translation>
    </message>
    <message>
        <source>Revision %1</source>
        <translation>修訂版 %1</translation>
    </message>
</context>
<context>
    <name>RowTools</name>
    <message>
        <source>More fields of %1</source>
        <translation>%1 的更多欄位</translation>
    </message>
    <message>
        <source>Add to %1</source>
        <translation>加入 %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
</context>
<context>
    <name>ScaleSheet</name>
    <message>
        <source>Scale %1</source>
        <translation>擴縮 %1</translation>
    </message>
    <message numerus="yes">
        <source>It asks for %Ln pod(s) now.</source>
        <translation>
            <numerusform>它目前要求 %Ln 個 Pod。</numerusform>
        </translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>擴縮</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>None: the workload rests.</source>
        <translation>零：工作負載暫停。</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SecretEntry</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln 個位元組</numerusform>
        </translation>
    </message>
    <message>
        <source>Not in Present mode</source>
        <translation>簡報模式中不可用</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>隱藏 %1</translation>
    </message>
    <message>
        <source>Reveal %1</source>
        <translation>顯示 %1</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>unfolded</source>
        <translation>已展開</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已收合</translation>
    </message>
</context>
<context>
    <name>ServiceBox</name>
    <message>
        <source>no endpoints</source>
        <translation>沒有端點</translation>
    </message>
</context>
<context>
    <name>orrery::cluster::Session</name>
    <message>
        <source>The kubeconfig says not to check who the server is (insecure-skip-tls-verify): anybody on the way can read and change all of it.</source>
        <translation>kubeconfig 指定不檢查伺服器的身分（insecure-skip-tls-verify）：途中的任何人都能讀取並更改一切。</translation>
    </message>
    <message>
        <source>You act as %1.</source>
        <translation>你以 %1 的身分行事。</translation>
    </message>
    <message>
        <source>Your client certificate ended on %1: get a new kubeconfig. (%2)</source>
        <translation>你的用戶端憑證已於 %1 到期：請取得新的 kubeconfig。（%2）</translation>
    </message>
    <message>
        <source>The server does not accept your login any more: log in again, then try again. (%1)</source>
        <translation>伺服器不再接受你的登入：請重新登入後再試。（%1）</translation>
    </message>
</context>
<context>
    <name>SettingsView</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外觀</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>佈景主題</translation>
    </message>
    <message>
        <source>The system does not say; it is dark until it does.</source>
        <translation>系統沒有指定；在此之前為深色。</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系統</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>語言</translation>
    </message>
    <message>
        <source>Size of type</source>
        <translation>字體大小</translation>
    </message>
    <message>
        <source>In percent; Present is larger still.</source>
        <translation>以百分比表示；簡報時更大。</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>減少動態效果</translation>
    </message>
    <message>
        <source>Things are where they go at once; nothing flies.</source>
        <translation>物件直接到達目的地；不會飛行。</translation>
    </message>
    <message>
        <source>Presenting</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Type that is read from the back row, fewer words around it; secrets and tokens do not show.</source>
        <translation>後排也能閱讀的字體，周圍文字較少；不顯示機密與權杖。</translation>
    </message>
    <message>
        <source>Hide secrets</source>
        <translation>隱藏機密</translation>
    </message>
    <message>
        <source>Secrets, tokens and kubeconfig paths do not show, also while not presenting.</source>
        <translation>即使不在簡報，也不顯示機密、權杖與 kubeconfig 路徑。</translation>
    </message>
    <message>
        <source>New nodes</source>
        <translation>新節點</translation>
    </message>
    <message>
        <source>What they are</source>
        <translation>節點種類</translation>
    </message>
    <message>
        <source>Virtual machines</source>
        <translation>虛擬機器</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>Hollow nodes</source>
        <translation>空心節點</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>數量</translation>
    </message>
    <message>
        <source>CPUs each</source>
        <translation>每個節點的 CPU</translation>
    </message>
    <message>
        <source>MiB each</source>
        <translation>每個節點的 MiB</translation>
    </message>
    <message>
        <source>Memory of each in MiB</source>
        <translation>每個節點的記憶體（MiB）</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>When the window closes</source>
        <translation>關閉視窗時</translation>
    </message>
    <message>
        <source>It asks whether the clusters go on.</source>
        <translation>會詢問叢集是否繼續執行。</translation>
    </message>
    <message>
        <source>The clusters go on without it.</source>
        <translation>叢集會繼續執行。</translation>
    </message>
    <message>
        <source>The clusters end with it; nothing is lost.</source>
        <translation>叢集隨之結束；不會遺失任何東西。</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>詢問</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留它們</translation>
    </message>
    <message>
        <source>Stop them</source>
        <translation>停止它們</translation>
    </message>
    <message>
        <source>Where they are kept</source>
        <translation>保存的位置</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隱藏</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>開啟資料夾</translation>
    </message>
    <message>
        <source>Shortcuts: %1</source>
        <translation>快速鍵：%1</translation>
    </message>
    <message>
        <source>All shortcuts as they were</source>
        <translation>還原所有快速鍵</translation>
    </message>
    <message>
        <source>All settings as they were</source>
        <translation>還原所有設定</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
</context>
<context>
    <name>ShellPage</name>
    <message>
        <source>Connected</source>
        <translation>已連線</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>連線中…</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>再一次</translation>
    </message>
    <message>
        <source>Shell in %1</source>
        <translation>%1 的終端</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>終端</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>附加</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>偵錯</translation>
    </message>
    <message>
        <source>New shell, the container&apos;s own process, or a container with tools beside it</source>
        <translation>新的終端、容器本身的行程，或旁邊一個帶有工具的容器</translation>
    </message>
    <message>
        <source>bash or sh</source>
        <translation>bash 或 sh</translation>
    </message>
    <message>
        <source>Command…</source>
        <translation>命令…</translation>
    </message>
    <message>
        <source>What to run</source>
        <translation>要執行什麼</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Image with tools</source>
        <translation>帶有工具的映像檔</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>A container beside the others; it stays until the pod goes</source>
        <translation>與其他容器並列的容器；會留到 Pod 消失為止</translation>
    </message>
    <message>
        <source>Adding…</source>
        <translation>新增中…</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>未啟動</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已結束</translation>
    </message>
    <message>
        <source>Connected; it does not read</source>
        <translation>已連線；它不讀取輸入</translation>
    </message>
    <message>
        <source>Process of %1</source>
        <translation>%1 的行程</translation>
    </message>
    <message>
        <source>Ctrl+Tab leaves it.</source>
        <translation>以 Ctrl+Tab 離開。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>貼上</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全選</translation>
    </message>
    <message numerus="yes">
        <source>Paste %Ln line(s)?</source>
        <translation>
            <numerusform>要貼上 %Ln 行嗎？</numerusform>
        </translation>
    </message>
    <message>
        <source>A shell may run each line as soon as it is pasted.</source>
        <translation>終端可能在貼上後立即執行每一行。</translation>
    </message>
</context>
<context>
    <name>ShortcutRow</name>
    <message>
        <source>As it was</source>
        <translation>還原</translation>
    </message>
    <message>
        <source>Press the keys…</source>
        <translation>請按鍵…</translation>
    </message>
    <message>
        <source>none</source>
        <translation>無</translation>
    </message>
    <message>
        <source>This one cannot be changed.</source>
        <translation>這個無法更改。</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>快速鍵</translation>
    </message>
    <message>
        <source>none</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Change them</source>
        <translation>更改快速鍵</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>This one cannot be changed.</source>
        <translation>這個無法更改。</translation>
    </message>
    <message>
        <source>These are no keys.</source>
        <translation>這些不是按鍵。</translation>
    </message>
    <message>
        <source>This key goes from control to control, or presses one.</source>
        <translation>這個鍵用於在控制項之間移動，或按下控制項。</translation>
    </message>
    <message>
        <source>“%1” has these keys.</source>
        <translation>「%1」已使用這些按鍵。</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何地方</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>尋找任何東西</translation>
    </message>
    <message>
        <source>Show the shortcuts</source>
        <translation>顯示快速鍵</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地圖</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>清單</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>位址</translation>
    </message>
    <message>
        <source>Pause the picture</source>
        <translation>暫停畫面</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Pointer of light, then a spotlight</source>
        <translation>光點，再按一次是聚光燈</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>深色或淺色</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>結束</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>All clusters</source>
        <translation>所有叢集</translation>
    </message>
    <message>
        <source>The next tab</source>
        <translation>下一個分頁</translation>
    </message>
    <message>
        <source>The tab before</source>
        <translation>上一個分頁</translation>
    </message>
    <message>
        <source>The first tab; 2 to 9: the others</source>
        <translation>第一個分頁；2 到 9：其他分頁</translation>
    </message>
    <message>
        <source>Close the tab</source>
        <translation>關閉分頁</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>建立</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Apply YAML</source>
        <translation>套用 YAML</translation>
    </message>
    <message>
        <source>Apply what was copied</source>
        <translation>套用剪貼簿的內容</translation>
    </message>
    <message>
        <source>Send the sheet</source>
        <translation>送出表單</translation>
    </message>
    <message>
        <source>The selected object</source>
        <translation>所選的物件</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日誌</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>終端</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>連接埠</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Wide or narrow</source>
        <translation>變寬或變窄</translation>
    </message>
    <message>
        <source>Edit its YAML</source>
        <translation>編輯它的 YAML</translation>
    </message>
    <message>
        <source>Apply what was edited, save a log</source>
        <translation>套用編輯的內容、儲存日誌</translation>
    </message>
    <message>
        <source>Search in a log</source>
        <translation>在日誌中搜尋</translation>
    </message>
    <message>
        <source>The next place in a log</source>
        <translation>日誌中的下一處</translation>
    </message>
    <message>
        <source>The place before in a log</source>
        <translation>日誌中的上一處</translation>
    </message>
    <message>
        <source>Cordon or uncordon a node</source>
        <translation>封鎖或解除封鎖節點</translation>
    </message>
    <message>
        <source>Restart a workload</source>
        <translation>重新啟動工作負載</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>刪除</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>擴縮</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回復</translation>
    </message>
    <message>
        <source>Expose</source>
        <translation>公開</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>排空</translation>
    </message>
    <message>
        <source>Taints</source>
        <translation>汙點</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>標籤</translation>
    </message>
    <message>
        <source>All that can be done</source>
        <translation>所有可做的事</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>在地圖上</translation>
    </message>
    <message>
        <source>From seat to seat</source>
        <translation>從一個位置到另一個</translation>
    </message>
    <message>
        <source>Open, or go in</source>
        <translation>開啟或進入</translation>
    </message>
    <message>
        <source>Back out</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>顯示全部</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>拉近</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>拉遠</translation>
    </message>
    <message>
        <source>In lists</source>
        <translation>在清單中</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>篩選</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開啟</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>標記</translation>
    </message>
    <message>
        <source>Mark all</source>
        <translation>全部標記</translation>
    </message>
    <message>
        <source>Delete what is marked</source>
        <translation>刪除已標記的</translation>
    </message>
</context>
<context>
    <name>orrery::story::Story</name>
    <message>
        <source>Request</source>
        <translation>請求</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>已儲存</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>已排程</translation>
    </message>
    <message>
        <source>Kubelet</source>
        <translation>Kubelet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>執行中</translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) running</source>
        <translation>
            <numerusform>%n 個 Pod 執行中</numerusform>
        </translation>
    </message>
    <message>
        <source>What should be and what is agree again</source>
        <translation>期望與實際再次一致</translation>
    </message>
</context>
<context>
    <name>SuggestField</name>
    <message>
        <source>Suggestions</source>
        <translation>建議</translation>
    </message>
</context>
<context>
    <name>orrery::clusters::Tab</name>
    <message>
        <source>Starting</source>
        <translation>啟動中</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>連線中</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
</context>
<context>
    <name>TabStrip</name>
    <message>
        <source>Open clusters</source>
        <translation>已開啟的叢集</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>已斷線</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已連線</translation>
    </message>
    <message>
        <source>not open</source>
        <translation>未開啟</translation>
    </message>
    <message>
        <source>Close the tab of %1 (Ctrl+W)</source>
        <translation>關閉 %1 的分頁（Ctrl+W）</translation>
    </message>
    <message>
        <source>All clusters (Ctrl+O)</source>
        <translation>所有叢集（Ctrl+O）</translation>
    </message>
</context>
<context>
    <name>TaintSheet</name>
    <message>
        <source>Taints of %1</source>
        <translation>%1 的汙點</translation>
    </message>
    <message>
        <source>A pod that does not tolerate them is kept away, or with NoExecute sent away.</source>
        <translation>不能容忍汙點的 Pod 不會被排入；若為 NoExecute 則會被送走。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>key</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>效果</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>再加一個</translation>
    </message>
</context>
<context>
    <name>orrery::actions::Task</name>
    <message>
        <source>Stopping…</source>
        <translation>停止中…</translation>
    </message>
</context>
<context>
    <name>TaskSheet</name>
    <message>
        <source>to come</source>
        <translation>未開始</translation>
    </message>
    <message>
        <source>now</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已略過</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Let it go on</source>
        <translation>讓它繼續</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
</context>
<context>
    <name>orrery::models::Terminal</name>
    <message>
        <source>[much output was skipped]</source>
        <translation>[已略過大量輸出]</translation>
    </message>
</context>
<context>
    <name>TerminalWell</name>
    <message>
        <source>To the end</source>
        <translation>到最後</translation>
    </message>
</context>
<context>
    <name>ThingCard</name>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服務</translation>
    </message>
    <message>
        <source>Control plane</source>
        <translation>控制平面</translation>
    </message>
    <message>
        <source>kubectl and this window: what you ask for starts here</source>
        <translation>kubectl 與這個視窗：你的要求從這裡開始</translation>
    </message>
    <message>
        <source>The only door: everyone reads and changes the cluster through it</source>
        <translation>唯一的門：每一方都透過它讀取並更改叢集</translation>
    </message>
    <message>
        <source>Chooses a node for each new pod</source>
        <translation>為每個新的 Pod 選擇節點</translation>
    </message>
    <message>
        <source>Compare what should be with what is, and act on the difference</source>
        <translation>比較期望與實際，並處理差異</translation>
    </message>
    <message>
        <source>Remembers every object, and gives each change a number</source>
        <translation>記住每個物件，並為每次變更編號</translation>
    </message>
    <message>
        <source>Comes from outside through a NodePort or LoadBalancer</source>
        <translation>從外部經由 NodePort 或 LoadBalancer 進來</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>IP</source>
        <translation>IP</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>映像檔</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重新啟動次數</translation>
    </message>
    <message>
        <source>Pod CIDR</source>
        <translation>Pod CIDR</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>CPU requested</source>
        <translation>已請求的 CPU</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Memory requested</source>
        <translation>已請求的記憶體</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>類型</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>連接埠</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>端點</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>關閉訊息</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Cluster</source>
        <translation>叢集</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>已斷線</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>連線中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unhealthy</source>
        <translation>
            <numerusform>%Ln 個不健康</numerusform>
        </translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>健康</translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln 個節點</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pod(s)</source>
        <translation>
            <numerusform>%Ln 個 Pod</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln service(s)</source>
        <translation>
            <numerusform>%Ln 個服務</numerusform>
        </translation>
    </message>
    <message>
        <source>Present</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Larger type, for a projector</source>
        <translation>放大字體,適合投影</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>重新顯示全部</translation>
    </message>
    <message>
        <source>Apply YAML (%1)</source>
        <translation>套用 YAML（%1）</translation>
    </message>
    <message>
        <source>Other clusters (Ctrl+O)</source>
        <translation>其他叢集（Ctrl+O）</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Time and story</source>
        <translation>時間與經過</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>繼續</translation>
    </message>
    <message>
        <source>Pause the picture</source>
        <translation>暫停畫面</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>還沒有發生任何事</translation>
    </message>
    <message>
        <source>Deploy something, or change the cluster with kubectl: every request shows here.</source>
        <translation>部署點什麼,或用 kubectl 更動叢集:每個請求都會出現在這裡。</translation>
    </message>
</context>
<context>
    <name>orrery::models::Usage</name>
    <message>
        <source>Nothing is measured here yet.</source>
        <translation>這裡尚未量測任何數據。</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
</context>
<context>
    <name>UsageRow</name>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>記憶體</translation>
    </message>
</context>
<context>
    <name>VerbSheet</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>Map</source>
        <translation>地圖</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>清單</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>位址</translation>
    </message>
</context>
<context>
    <name>WhereAmI</name>
    <message>
        <source>The whole map; Shift and the arrow keys move the part that you see</source>
        <translation>整張地圖；以 Shift 與方向鍵移動你所看到的部分</translation>
    </message>
</context>
<context>
    <name>WorkStrip</name>
    <message>
        <source>Ending it</source>
        <translation>正在結束</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Workload</name>
    <message>
        <source>Containers</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>連接埠</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>環境變數</translation>
    </message>
    <message>
        <source>Files and volumes</source>
        <translation>檔案與儲存卷</translation>
    </message>
    <message>
        <source>Empty folder</source>
        <translation>空資料夾</translation>
    </message>
    <message>
        <source>ConfigMap</source>
        <translation>ConfigMap</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>Volume claim</source>
        <translation>儲存卷宣告</translation>
    </message>
    <message>
        <source>Folder of the node</source>
        <translation>節點的資料夾</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>資源</translation>
    </message>
    <message>
        <source>Health checks</source>
        <translation>健康檢查</translation>
    </message>
    <message>
        <source>Placement</source>
        <translation>放置</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Empty: the scheduler picks one.</source>
        <translation>空白：由排程器選擇。</translation>
    </message>
    <message>
        <source>wherever it fits</source>
        <translation>任何合適之處</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>標籤</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>其他所有欄位</translation>
    </message>
</context>
<context>
    <name>Workloads</name>
    <message>
        <source>%1: %2 of %3 ready</source>
        <translation>%1:%3 個中 %2 個就緒</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>還有 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Plus and minus scale it</source>
        <translation>加號與減號可擴縮</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Undo</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>%1 cannot be opened</source>
        <translation>無法開啟 %1</translation>
    </message>
    <message>
        <source>%1 does not run</source>
        <translation>%1 沒有執行</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試一次</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>啟動</translation>
    </message>
    <message>
        <source>Nothing was deployed</source>
        <translation>沒有部署任何東西</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>繼續編輯</translation>
    </message>
    <message>
        <source>Nothing was applied</source>
        <translation>沒有套用任何東西</translation>
    </message>
</context>
<context>
    <name>YamlPage</name>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>儲存中…</translation>
    </message>
    <message>
        <source>The server would take it</source>
        <translation>伺服器會接受</translation>
    </message>
    <message>
        <source>Trying it…</source>
        <translation>試行中…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編輯</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>儲存</translation>
    </message>
    <message>
        <source>managedFields</source>
        <translation>managedFields</translation>
    </message>
    <message>
        <source>Secrets are hidden in Present mode: leave it (F5) to edit this one</source>
        <translation>簡報模式中會隱藏 Secret：離開簡報模式（F5）才能編輯</translation>
    </message>
</context>
<context>
    <name>orrery</name>
    <message>
        <source>KVM</source>
        <translation>KVM</translation>
    </message>
    <message>
        <source>Virtual machines run at the speed of this computer.</source>
        <translation>虛擬機器以這部電腦的速度執行。</translation>
    </message>
    <message>
        <source>Switch virtualisation on in the firmware (VT-x, AMD-V), or use hollow nodes.</source>
        <translation>請在韌體中開啟虛擬化（VT-x、AMD-V），或使用空心節點。</translation>
    </message>
    <message>
        <source>Run: sudo usermod -aG kvm $USER, and log in again.</source>
        <translation>執行：sudo usermod -aG kvm $USER，然後重新登入。</translation>
    </message>
    <message>
        <source>This computer is itself a virtual machine that cannot nest: use hollow nodes.</source>
        <translation>這部電腦本身是不支援巢狀的虛擬機器：請使用空心節點。</translation>
    </message>
    <message>
        <source>Virtual machines</source>
        <translation>虛擬機器</translation>
    </message>
    <message>
        <source>QEMU</source>
        <translation>QEMU</translation>
    </message>
    <message>
        <source>libvirt</source>
        <translation>libvirt</translation>
    </message>
    <message>
        <source>QEMU, libvirt and the node image are here.</source>
        <translation>QEMU、libvirt 與節點映像檔都在。</translation>
    </message>
    <message>
        <source>Nodes cannot be virtual machines: %1 is not installed.</source>
        <translation>節點不能是虛擬機器：未安裝 %1。</translation>
    </message>
    <message>
        <source>Run: sudo apt install qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu</source>
        <translation>執行：sudo apt install qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu</translation>
    </message>
    <message>
        <source>Nodes cannot be virtual machines: the disk image of a node is not here.</source>
        <translation>節點不能是虛擬機器：這裡沒有節點的磁碟映像檔。</translation>
    </message>
    <message>
        <source>Build it: cmake --build build --target node-image</source>
        <translation>建置：cmake --build build --target node-image</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>記憶體</translation>
    </message>
    <message>
        <source>%1 are free: enough for three virtual machines of 512 MiB.</source>
        <translation>可用 %1：足夠三部 512 MiB 的虛擬機器。</translation>
    </message>
    <message>
        <source>%1 are free: too little for three virtual machines of 512 MiB.</source>
        <translation>可用 %1：不足以執行三部 512 MiB 的虛擬機器。</translation>
    </message>
    <message>
        <source>Close other programs, or use hollow nodes: ten of them take less than 100 MiB.</source>
        <translation>請關閉其他程式，或使用空心節點：十個只需不到 100 MiB。</translation>
    </message>
    <message>
        <source>%1 are free: too little for a cluster.</source>
        <translation>可用 %1：不足以執行叢集。</translation>
    </message>
    <message>
        <source>Close other programs first.</source>
        <translation>請先關閉其他程式。</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁碟</translation>
    </message>
    <message>
        <source>%1 are free where clusters are kept (%2).</source>
        <translation>保存叢集的地方（%2）可用 %1。</translation>
    </message>
    <message>
        <source>Clusters cannot be kept in %1: it may not be written.</source>
        <translation>叢集無法保存在 %1：沒有寫入權限。</translation>
    </message>
    <message>
        <source>Change its owner, or choose another folder: orrery --data FOLDER</source>
        <translation>更改它的擁有者，或選擇其他資料夾：orrery --data FOLDER</translation>
    </message>
    <message>
        <source>Make room, or choose another folder: orrery --data FOLDER</source>
        <translation>騰出空間，或選擇其他資料夾：orrery --data FOLDER</translation>
    </message>
    <message>
        <source>Three virtual machines want about 3 GiB: make room, or use hollow nodes.</source>
        <translation>三部虛擬機器約需 3 GiB：請騰出空間，或使用空心節點。</translation>
    </message>
    <message>
        <source>Nodes in namespaces</source>
        <translation>命名空間中的節點</translation>
    </message>
    <message>
        <source>Real containers without virtual machines need root. Nothing else does.</source>
        <translation>不用虛擬機器而執行真正的容器需要 root。其他都不需要。</translation>
    </message>
    <message>
        <source>Nothing to do; for them run: sudo orrery</source>
        <translation>不需處理；若要使用請執行：sudo orrery</translation>
    </message>
    <message>
        <source>Real containers without virtual machines: %1 is not here.</source>
        <translation>不用虛擬機器而執行真正的容器：這裡沒有 %1。</translation>
    </message>
    <message>
        <source>Run: sudo apt install containerd crun containernetworking-plugins iproute2</source>
        <translation>執行：sudo apt install containerd crun containernetworking-plugins iproute2</translation>
    </message>
    <message>
        <source>Real containers without virtual machines work: you are root, and all tools are here.</source>
        <translation>不用虛擬機器而執行真正的容器可行：你是 root，工具也都在。</translation>
    </message>
    <message>
        <source>Virtual machines are emulated: nodes, and what runs on them, are several times slower. (%1)</source>
        <translation>虛擬機器以模擬執行：節點及其上執行的一切會慢上數倍。（%1）</translation>
    </message>
</context>
<context>
    <name>orrery::actions</name>
    <message>
        <source>there is no field %1</source>
        <translation>沒有 %1 這個欄位</translation>
    </message>
    <message>
        <source>this cluster has no kind %1 in %2</source>
        <translation>此叢集在 %2 中沒有 %1 這個種類</translation>
    </message>
    <message>
        <source>There is a new object of this name by now</source>
        <translation>現在已有同名的新物件</translation>
    </message>
    <message>
        <source>The old one has not gone yet</source>
        <translation>舊的還沒有消失</translation>
    </message>
    <message>
        <source>Scale %1 to %2</source>
        <translation>將 %1 擴縮為 %2</translation>
    </message>
    <message>
        <source>Scaled %1 to %2</source>
        <translation>已將 %1 擴縮為 %2</translation>
    </message>
    <message>
        <source>Restart %1</source>
        <translation>重新啟動 %1</translation>
    </message>
    <message>
        <source>%1 restarts, pod by pod</source>
        <translation>%1 正逐一重新啟動 Pod</translation>
    </message>
    <message>
        <source>Roll back %1 to revision %2</source>
        <translation>將 %1 回復到修訂版 %2</translation>
    </message>
    <message>
        <source>%1 goes back to revision %2</source>
        <translation>%1 回到修訂版 %2</translation>
    </message>
    <message>
        <source>Pause the rollout of %1</source>
        <translation>暫停 %1 的推出</translation>
    </message>
    <message>
        <source>The rollout of %1 is paused</source>
        <translation>%1 的推出已暫停</translation>
    </message>
    <message>
        <source>Resume the rollout of %1</source>
        <translation>繼續 %1 的推出</translation>
    </message>
    <message>
        <source>The rollout of %1 goes on</source>
        <translation>%1 的推出繼續進行</translation>
    </message>
    <message>
        <source>Expose %1</source>
        <translation>公開 %1</translation>
    </message>
    <message>
        <source>Exposed %1 as a service</source>
        <translation>已將 %1 公開為服務</translation>
    </message>
    <message>
        <source>Cordon %1</source>
        <translation>封鎖 %1</translation>
    </message>
    <message>
        <source>Cordoned %1: no new pods there</source>
        <translation>已封鎖 %1：不再排入新的 Pod</translation>
    </message>
    <message>
        <source>Uncordon %1</source>
        <translation>解除封鎖 %1</translation>
    </message>
    <message>
        <source>Uncordoned %1</source>
        <translation>已解除封鎖 %1</translation>
    </message>
    <message>
        <source>Drain %1</source>
        <translation>排空 %1</translation>
    </message>
    <message>
        <source>Drained %1</source>
        <translation>已排空 %1</translation>
    </message>
    <message>
        <source>Change the taints of %1</source>
        <translation>更改 %1 的汙點</translation>
    </message>
    <message>
        <source>Changed the taints of %1</source>
        <translation>已更改 %1 的汙點</translation>
    </message>
    <message>
        <source>Power off %1</source>
        <translation>關閉 %1 電源</translation>
    </message>
    <message>
        <source>Pulled the plug of %1</source>
        <translation>已拔掉 %1 的電源</translation>
    </message>
    <message>
        <source>Power on %1</source>
        <translation>開啟 %1 電源</translation>
    </message>
    <message>
        <source>%1 is switched on</source>
        <translation>%1 已開機</translation>
    </message>
    <message>
        <source>Label %1</source>
        <translation>為 %1 加標籤</translation>
    </message>
    <message>
        <source>Changed the labels of %1</source>
        <translation>已更改 %1 的標籤</translation>
    </message>
    <message>
        <source>Annotate %1</source>
        <translation>為 %1 加註解</translation>
    </message>
    <message>
        <source>Changed the annotations of %1</source>
        <translation>已更改 %1 的註解</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>刪除 %1</translation>
    </message>
    <message>
        <source>Deleted %1</source>
        <translation>已刪除 %1</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>a name is needed</source>
        <translation>需要名稱</translation>
    </message>
    <message>
        <source>not of the type %1</source>
        <translation>不是 %1 類型</translation>
    </message>
    <message>
        <source>A key is a name of at most 63 letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, with or without a domain and &apos;/&apos; before it</source>
        <translation>鍵是最多 63 個字母、數字、「-」、「_」與「.」的名稱，前面可加上網域與「/」</translation>
    </message>
    <message>
        <source>A value has at most 63 letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, and begins and ends with a letter or digit</source>
        <translation>值最多 63 個字母、數字、「-」、「_」與「.」，並以字母或數字開頭與結尾</translation>
    </message>
    <message>
        <source>Web server</source>
        <translation>網頁伺服器</translation>
    </message>
    <message>
        <source>A Deployment of three pods, and a Service in front of them</source>
        <translation>三個 Pod 的 Deployment，以及前方的 Service</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>One pod, by itself</source>
        <translation>單獨一個 Pod</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>Work that is done once</source>
        <translation>做一次的工作</translation>
    </message>
    <message>
        <source>CronJob</source>
        <translation>CronJob</translation>
    </message>
    <message>
        <source>Work that is done again and again</source>
        <translation>一再進行的工作</translation>
    </message>
    <message>
        <source>Stateful</source>
        <translation>有狀態</translation>
    </message>
    <message>
        <source>Pods that keep their names, and a headless Service</source>
        <translation>保有名稱的 Pod，以及無頭 Service</translation>
    </message>
    <message>
        <source>Daemon</source>
        <translation>常駐程式</translation>
    </message>
    <message>
        <source>One pod on every node</source>
        <translation>每個節點一個 Pod</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服務</translation>
    </message>
    <message>
        <source>One address for pods that are there</source>
        <translation>給現有 Pod 的單一位址</translation>
    </message>
    <message>
        <source>ConfigMap</source>
        <translation>ConfigMap</translation>
    </message>
    <message>
        <source>Settings for pods to read</source>
        <translation>供 Pod 讀取的設定</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>What only pods should read</source>
        <translation>只該由 Pod 讀取的內容</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>A room of its own for objects</source>
        <translation>物件的專屬空間</translation>
    </message>
    <message>
        <source>Its owner replaces it, if it still wants it.</source>
        <translation>若仍需要，它的擁有者會再補上一個。</translation>
    </message>
    <message>
        <source>All that was in it goes with it: this cannot be undone.</source>
        <translation>其中的一切會一併刪除：無法復原。</translation>
    </message>
    <message>
        <source>The objects of this kind go with it: this cannot be undone.</source>
        <translation>這個種類的物件會一併刪除：無法復原。</translation>
    </message>
    <message>
        <source>The data may go with it: this cannot be undone.</source>
        <translation>資料可能會一併刪除：無法復原。</translation>
    </message>
    <message>
        <source>The machine&apos;s disk goes with it: this cannot be undone.</source>
        <translation>機器的磁碟會一併刪除：無法復原。</translation>
    </message>
    <message>
        <source>The token is void: this cannot be undone.</source>
        <translation>權杖失效：無法復原。</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日誌</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>終端</translation>
    </message>
    <message>
        <source>Forward a port</source>
        <translation>轉送連接埠</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編輯</translation>
    </message>
    <message>
        <source>Scale…</source>
        <translation>擴縮…</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新啟動</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>回復…</translation>
    </message>
    <message>
        <source>Pause the rollout</source>
        <translation>暫停推出</translation>
    </message>
    <message>
        <source>Resume the rollout</source>
        <translation>繼續推出</translation>
    </message>
    <message>
        <source>Expose…</source>
        <translation>公開…</translation>
    </message>
    <message>
        <source>Cordon</source>
        <translation>封鎖</translation>
    </message>
    <message>
        <source>Uncordon</source>
        <translation>解除封鎖</translation>
    </message>
    <message>
        <source>Drain…</source>
        <translation>排空…</translation>
    </message>
    <message>
        <source>Taints…</source>
        <translation>汙點…</translation>
    </message>
    <message>
        <source>Pull the plug</source>
        <translation>拔掉電源</translation>
    </message>
    <message>
        <source>Power on</source>
        <translation>開機</translation>
    </message>
    <message>
        <source>Labels…</source>
        <translation>標籤…</translation>
    </message>
    <message>
        <source>Annotations…</source>
        <translation>註解…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>刪除…</translation>
    </message>
    <message>
        <source>Remove node and machine…</source>
        <translation>移除節點與機器…</translation>
    </message>
    <message>
        <source>The pod does not run</source>
        <translation>Pod 沒有執行</translation>
    </message>
    <message>
        <source>The rollout is paused: resume it first</source>
        <translation>推出已暫停：請先繼續</translation>
    </message>
</context>
<context>
    <name>orrery::models</name>
    <message>
        <source>Pod IP</source>
        <translation>Pod IP</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>節點</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>映像檔</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>擁有者</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重新啟動次數</translation>
    </message>
    <message>
        <source>Quality of service</source>
        <translation>服務品質</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Node IP</source>
        <translation>節點 IP</translation>
    </message>
    <message>
        <source>Host name</source>
        <translation>主機名稱</translation>
    </message>
    <message>
        <source>Pod CIDR</source>
        <translation>Pod CIDR</translation>
    </message>
    <message>
        <source>CPUs</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>記憶體</translation>
    </message>
    <message>
        <source>Pods at most</source>
        <translation>Pod 上限</translation>
    </message>
    <message>
        <source>Kubelet</source>
        <translation>Kubelet</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>執行環境</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>核心</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供者</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>電源</translation>
    </message>
    <message>
        <source>Accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>主控台</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>類型</translation>
    </message>
    <message>
        <source>ClusterIP</source>
        <translation>ClusterIP</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>連接埠</translation>
    </message>
    <message>
        <source>Selector</source>
        <translation>選擇器</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>副本數</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小時</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空間</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>存在時間</translation>
    </message>
    <message>
        <source>node port</source>
        <translation>節點連接埠</translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>未就緒</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Progressing</source>
        <translation>進行中</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Taints</source>
        <translation>汙點</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>映像檔</translation>
    </message>
    <message>
        <source>A local program takes its bytes too slowly; its connection was closed.</source>
        <translation>本機程式接收位元組太慢；它的連線已關閉。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就緒</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服務</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>執行中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>開始於</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已結束</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>排程</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>時區</translation>
    </message>
    <message>
        <source>Jobs at once</source>
        <translation>同時的 Job 數</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次執行</translation>
    </message>
    <message>
        <source>Capacity</source>
        <translation>容量</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>存取模式</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>類別</translation>
    </message>
    <message>
        <source>Reclaim policy</source>
        <translation>回收政策</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>規則</translation>
    </message>
    <message>
        <source>May</source>
        <translation>可以</translation>
    </message>
    <message>
        <source>Provisioner</source>
        <translation>佈建者</translation>
    </message>
    <message>
        <source>Binding</source>
        <translation>綁定</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>Away at most</source>
        <translation>最多不可用</translation>
    </message>
    <message>
        <source>May go now</source>
        <translation>目前可離開</translation>
    </message>
    <message>
        <source>About</source>
        <translation>關於</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>訊息</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Ranges</source>
        <translation>範圍</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>群組</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>範疇</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>持有者</translation>
    </message>
    <message>
        <source>Renewed</source>
        <translation>更新於</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>已暫停</translation>
    </message>
</context>
<context>
    <name>orrery::story</name>
    <message>
        <source>The scheduler</source>
        <translation>排程器</translation>
    </message>
    <message>
        <source>A controller</source>
        <translation>控制器</translation>
    </message>
    <message>
        <source>The kubelet of %1</source>
        <translation>%1 的 kubelet</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>The API server refused %1 %2</source>
        <translation>API 伺服器拒絕了 %1 %2</translation>
    </message>
    <message>
        <source>%1 asked to %2 it; the answer was %3</source>
        <translation>%1 要求 %2;回應是 %3</translation>
    </message>
    <message>
        <source>%1 goes to %2</source>
        <translation>%1 前往 %2</translation>
    </message>
    <message>
        <source>a node</source>
        <translation>某個節點</translation>
    </message>
    <message>
        <source>The scheduler filtered and scored the nodes, and bound the pod</source>
        <translation>排程器篩選並評分各節點,然後綁定 Pod</translation>
    </message>
    <message>
        <source>%1 reports %2</source>
        <translation>%1 回報 %2</translation>
    </message>
    <message>
        <source>The kubelet starts the containers and writes down what it sees</source>
        <translation>kubelet 啟動容器,並寫下所見的狀態</translation>
    </message>
    <message>
        <source>The kubelet reads its assignment and starts the containers</source>
        <translation>kubelet 讀取指派並啟動容器</translation>
    </message>
    <message>
        <source>You create %1</source>
        <translation>你建立了 %1</translation>
    </message>
    <message>
        <source>%1 creates %2</source>
        <translation>%1建立 %2</translation>
    </message>
    <message>
        <source>You delete %1</source>
        <translation>你刪除了 %1</translation>
    </message>
    <message>
        <source>%1 deletes %2</source>
        <translation>%1刪除 %2</translation>
    </message>
    <message>
        <source>You note the state of %1</source>
        <translation>你記下 %1 的狀態</translation>
    </message>
    <message>
        <source>%1 notes the state of %2</source>
        <translation>%1記下 %2 的狀態</translation>
    </message>
    <message>
        <source>You change %1</source>
        <translation>你變更了 %1</translation>
    </message>
    <message>
        <source>%1 changes %2</source>
        <translation>%1變更 %2</translation>
    </message>
    <message>
        <source>The API server checks the object and stores it</source>
        <translation>API 伺服器檢查物件並儲存</translation>
    </message>
    <message>
        <source>Whoever owns a part of it takes note and cleans up</source>
        <translation>負責的各方得知後會清理</translation>
    </message>
    <message>
        <source>Status is what is; spec is what should be</source>
        <translation>status 是實際,spec 是期望</translation>
    </message>
    <message>
        <source>Everyone who watches it hears of the change</source>
        <translation>所有監看它的一方都會得知</translation>
    </message>
    <message>
        <source>You read the log of %1</source>
        <translation>你讀取 %1 的日誌</translation>
    </message>
    <message>
        <source>%1 reads the log of %2</source>
        <translation>%1讀取 %2 的日誌</translation>
    </message>
    <message>
        <source>You run a command in %1</source>
        <translation>你在 %1 中執行指令</translation>
    </message>
    <message>
        <source>%1 runs a command in %2</source>
        <translation>%1在 %2 中執行指令</translation>
    </message>
    <message>
        <source>You attach to %1</source>
        <translation>你附加到 %1</translation>
    </message>
    <message>
        <source>%1 attaches to %2</source>
        <translation>%1附加到 %2</translation>
    </message>
    <message>
        <source>You forward a port to %1</source>
        <translation>你轉送連接埠到 %1</translation>
    </message>
    <message>
        <source>%1 forwards a port to %2</source>
        <translation>%1轉送連接埠到 %2</translation>
    </message>
    <message>
        <source>The API server asks the kubelet of the pod&apos;s node, and passes on what both say</source>
        <translation>API 伺服器詢問該 Pod 所在節點的 kubelet，並轉達雙方的內容</translation>
    </message>
</context>
</TS>
