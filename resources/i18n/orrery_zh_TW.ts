<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>orrery::actions::Actions</name>
    <message>
        <source>Delete %1 %2</source>
        <translation>刪除 %1 %2</translation>
    </message>
    <message>
        <source>Scale %1 to %2</source>
        <translation>將 %1 擴縮為 %2</translation>
    </message>
    <message>
        <source>Restart %1</source>
        <translation>重新啟動 %1</translation>
    </message>
    <message>
        <source>Add node %1</source>
        <translation>新增節點 %1</translation>
    </message>
    <message>
        <source>Remove node %1</source>
        <translation>移除節點 %1</translation>
    </message>
    <message>
        <source>Power on %1</source>
        <translation>開啟 %1 電源</translation>
    </message>
    <message>
        <source>Power off %1</source>
        <translation>關閉 %1 電源</translation>
    </message>
    <message>
        <source>Uncordon %1</source>
        <translation>解除封鎖 %1</translation>
    </message>
    <message>
        <source>Cordon %1</source>
        <translation>封鎖 %1</translation>
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
    <name>orrery::actions::DeployForm</name>
    <message>
        <source>Deploy %1</source>
        <translation>部署 %1</translation>
    </message>
</context>
<context>
    <name>DeploySheet</name>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>A Deployment keeps this many pods running; a Service gives them one address.</source>
        <translation>Deployment 維持指定數量的 Pod 執行;Service 給它們一個位址。</translation>
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
        <source>Service port</source>
        <translation>服務連接埠</translation>
    </message>
    <message>
        <source>CPU request</source>
        <translation>CPU 請求</translation>
    </message>
    <message>
        <source>Memory request</source>
        <translation>記憶體請求</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>環境變數</translation>
    </message>
    <message>
        <source>NAME=value, one a line</source>
        <translation>NAME=value,每行一個</translation>
    </message>
    <message>
        <source>What will be sent</source>
        <translation>將要送出的內容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
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
        <source>Delete %1?</source>
        <translation>要刪除 %1 嗎?</translation>
    </message>
    <message>
        <source>The pod gets its grace period to stop. If a workload owns it, that replaces it.</source>
        <translation>Pod 有一段寬限期可以停止。如果屬於某個工作負載,就會被補上。</translation>
    </message>
    <message>
        <source>The machine is switched off and its disk is removed. Its pods start again elsewhere.</source>
        <translation>機器會關閉,磁碟會移除。它的 Pod 會在別處重新啟動。</translation>
    </message>
    <message>
        <source>What it owns goes with it.</source>
        <translation>它所擁有的物件會一併刪除。</translation>
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
        <source>Delete %Ln object(s)?</source>
        <translation>
            <numerusform>刪除 %Ln 個物件？</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orrery::models::LogModel</name>
    <message>
        <source>The log ended.</source>
        <translation>日誌已結束。</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>Find in the log</source>
        <translation>在日誌中尋找</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>前一次</translation>
    </message>
    <message>
        <source>The log of the container before its last restart</source>
        <translation>容器上次重新啟動前的日誌</translation>
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
    <message>
        <source>no cluster</source>
        <translation>沒有叢集</translation>
    </message>
    <message>
        <source>The cluster did not start</source>
        <translation>叢集沒有啟動</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>簡報</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>減少動態效果</translation>
    </message>
    <message>
        <source>Close gaps on the map</source>
        <translation>整理地圖上的空位</translation>
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
        <source>applied</source>
        <translation>已套用</translation>
    </message>
    <message>
        <source>Somebody else changed this object meanwhile. Their changes were brought in, and yours put on top: look, and save again.</source>
        <translation>這段期間有人更改了這個物件。對方的更改已併入，你的更改疊加其上：請檢視後再儲存一次。</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Control plane</source>
        <translation>控制平面</translation>
    </message>
    <message>
        <source>Map of the cluster</source>
        <translation>叢集地圖</translation>
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
        <source>%Ln more service(s) in the list</source>
        <translation>
            <numerusform>清單中還有 %Ln 個服務</numerusform>
        </translation>
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
        <source>What you see is the last known state. It goes on trying.</source>
        <translation>你看到的是最後已知的狀態。程式會繼續嘗試連線。</translation>
    </message>
    <message>
        <source>Reading the cluster…</source>
        <translation>正在讀取叢集…</translation>
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
    <message>
        <source>Remove %1?</source>
        <translation>要移除 %1 嗎?</translation>
    </message>
    <message>
        <source>The machine is switched off and its disk is removed. Its pods start again elsewhere.</source>
        <translation>機器會關閉,磁碟會移除。它的 Pod 會在別處重新啟動。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
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
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>ServiceBox</name>
    <message>
        <source>Service %1</source>
        <translation>服務 %1</translation>
    </message>
    <message>
        <source>no endpoints</source>
        <translation>沒有端點</translation>
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
    <name>orrery::models::Terminal</name>
    <message>
        <source>The shell ended.</source>
        <translation>終端已結束。</translation>
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
        <source>Find a pod, IP or service</source>
        <translation>尋找 Pod、IP 或服務</translation>
    </message>
    <message>
        <source>Nothing of that name or address</source>
        <translation>沒有這個名稱或位址</translation>
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
        <source>Apply YAML (Ctrl+Shift+N)</source>
        <translation>套用 YAML（Ctrl+Shift+N）</translation>
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
</context>
<context>
    <name>orrery::actions</name>
    <message>
        <source>A name is needed.</source>
        <translation>需要名稱。</translation>
    </message>
    <message>
        <source>Lower-case letters, digits and dashes; it begins with a letter.</source>
        <translation>小寫字母、數字與連字號;以字母開頭。</translation>
    </message>
    <message>
        <source>An image is needed, such as registry.local/demo:1.</source>
        <translation>需要映像檔,例如 registry.local/demo:1。</translation>
    </message>
    <message>
        <source>Between 0 and 1000.</source>
        <translation>介於 0 到 1000。</translation>
    </message>
    <message>
        <source>A service needs the container&apos;s port, 1 to 65535.</source>
        <translation>服務需要容器連接埠,1 到 65535。</translation>
    </message>
    <message>
        <source>Between 1 and 65535.</source>
        <translation>介於 1 到 65535。</translation>
    </message>
    <message>
        <source>A quantity such as 100m or 0.5.</source>
        <translation>數量,例如 100m 或 0.5。</translation>
    </message>
    <message>
        <source>A quantity such as 64Mi.</source>
        <translation>數量,例如 64Mi。</translation>
    </message>
    <message>
        <source>line %1: %2 is missing</source>
        <translation>第 %1 行：缺少 %2</translation>
    </message>
    <message>
        <source>line %1: metadata.name is missing</source>
        <translation>第 %1 行：缺少 metadata.name</translation>
    </message>
    <message>
        <source>there is no field %1</source>
        <translation>沒有 %1 這個欄位</translation>
    </message>
    <message>
        <source>this cluster has no kind %1 in %2</source>
        <translation>此叢集在 %2 中沒有 %1 這個種類</translation>
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
        <source>Labels</source>
        <translation>標籤</translation>
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
</context>
</TS>
