/* SPDX-License-Identifier: GPL-3.0-only
 * The demo image: a small HTTP server that tells who answered, and misbehaves on demand, so that a lesson can be about any of it.
 *
 *   GET /            pod name, pod IP, node and request count, as text         GET /json      the same as JSON
 *   GET /sleep?ms=N  answers after N ms                                       GET /cpu?ms=N  burns a core for N ms
 *   GET /memory?mb=N takes and keeps N MiB more                                GET /exit?code=N  ends the process
 *   GET /fail        /healthz and /readyz answer 503 from now on               GET /recover   ... and 200 again
 *   GET /fail?probe=ready|health  only that one
 *   GET /healthz, /readyz, /env;  any method /echo: the request's head and body
 *
 * Environment: PORT (8080), POD_NAME, POD_IP, NODE_NAME (else the host name, the own address, what /etc/hosts says),
 * DEMO_MESSAGE (a line of text in the answer), DEMO_START_MS (delay before it listens), DEMO_READY_MS (not ready before that),
 * DEMO_FAIL=1 (probes fail from the start), DEMO_EXIT_MS (ends with 1 after that).
 * A thread for each connection; at most 512 at once, each with 30 s to send its next request. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { headLimit = 16 * 1024, bodyLimit = 256 * 1024, connectionLimit = 512, memoryLimitMb = 64 * 1024, waitLimitMs = 3600 * 1000 };

static atomic_ulong requests;
static atomic_int connections;
static atomic_bool healthFails, readyFails;
static atomic_long memoryMb;
static long readyAt; /* ms on the monotonic clock */
static char podName[256], podIp[64], nodeName[256], message[512];

static long nowMs(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static long number(const char *text, long otherwise, long limit)
{
    if (!text || !*text)
        return otherwise;
    char *end = NULL;
    long value = strtol(text, &end, 10);
    return end == text || value < 0 || value > limit ? otherwise : value;
}

/* The value of a query parameter, copied into out; false if it is not there. */
static bool query(const char *target, const char *name, char *out, size_t size)
{
    const char *p = strchr(target, '?');
    size_t length = strlen(name);
    while (p) {
        ++p;
        if (strncmp(p, name, length) == 0 && p[length] == '=') {
            size_t n = strcspn(p + length + 1, "& ");
            if (n >= size)
                n = size - 1;
            memcpy(out, p + length + 1, n);
            out[n] = 0;
            return true;
        }
        p = strchr(p, '&');
    }
    return false;
}

/* Our kubelet names the pod's node in /etc/hosts: "10.240.0.11 node-1 # node". */
static void findNode(void)
{
    strcpy(nodeName, "unknown");
    FILE *hosts = fopen("/etc/hosts", "r");
    if (!hosts)
        return;
    char line[512], name[254];
    while (fgets(line, sizeof line, hosts)) {
        if (strstr(line, "# node") && sscanf(line, "%*s %253s", name) == 1)
            snprintf(nodeName, sizeof nodeName, "%s", name);
    }
    fclose(hosts);
}

static void findOut(void)
{
    const char *value = getenv("POD_NAME");
    if (value && *value)
        snprintf(podName, sizeof podName, "%s", value);
    else if (gethostname(podName, sizeof podName - 1) != 0)
        strcpy(podName, "unknown");
    value = getenv("NODE_NAME");
    if (value && *value)
        snprintf(nodeName, sizeof nodeName, "%s", value);
    else
        findNode();
    value = getenv("DEMO_MESSAGE");
    snprintf(message, sizeof message, "%s", value ? value : "");
    value = getenv("POD_IP");
    if (value && *value) {
        snprintf(podIp, sizeof podIp, "%s", value);
        return;
    }
    strcpy(podIp, "unknown");
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        return;
    for (struct ifaddrs *i = all; i; i = i->ifa_next) {
        if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET || (i->ifa_flags & IFF_LOOPBACK))
            continue;
        inet_ntop(AF_INET, &((struct sockaddr_in *)i->ifa_addr)->sin_addr, podIp, sizeof podIp);
        break;
    }
    freeifaddrs(all);
}

static bool sendAll(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static bool answer(int fd, int code, const char *type, const char *body, size_t size, bool keep)
{
    const char *reason = code == 200 ? "OK" : code == 400 ? "Bad Request" : code == 404 ? "Not Found" : code == 413 ? "Content Too Large"
                                                                                                                     : "Service Unavailable";
    char head[256];
    int n = snprintf(head, sizeof head, "HTTP/1.1 %d %s\r\nContent-Type: %s; charset=utf-8\r\nContent-Length: %zu\r\nConnection: %s\r\n\r\n", code,
                     reason, type, size, keep ? "keep-alive" : "close");
    return sendAll(fd, head, (size_t)n) && sendAll(fd, body, size);
}

static void appendJson(char *out, size_t size, const char *text)
{
    size_t n = strlen(out);
    for (; *text && n + 7 < size; ++text) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            n += (size_t)sprintf(out + n, "\\%c", c);
        else if (c < 0x20)
            n += (size_t)sprintf(out + n, "\\u%04x", c);
        else
            out[n++] = (char)c;
    }
    out[n] = 0;
}

/* One request. Returns the HTTP status, or 0 where the connection broke. */
static int serve(int fd, const char *head, size_t headSize, const char *body, size_t bodySize, const char *method, const char *target, bool keep)
{
    char path[256], value[64], text[4096];
    snprintf(path, sizeof path, "%.*s", (int)strcspn(target, "?"), target);
    unsigned long count = atomic_fetch_add(&requests, 1) + 1;
    int code = 200;
    const char *type = "text/plain";
    text[0] = 0;

    if (strcmp(path, "/healthz") == 0) {
        code = atomic_load(&healthFails) ? 503 : 200;
        strcpy(text, code == 200 ? "ok\n" : "failing on demand\n");
    } else if (strcmp(path, "/readyz") == 0) {
        code = atomic_load(&readyFails) || nowMs() < readyAt ? 503 : 200;
        strcpy(text, code == 200 ? "ok\n" : "not ready\n");
    } else if (strcmp(path, "/") == 0) {
        snprintf(text, sizeof text, "pod %s\nip %s\nnode %s\nrequest %lu\n%s%s", podName, podIp, nodeName, count, message, *message ? "\n" : "");
    } else if (strcmp(path, "/json") == 0) {
        type = "application/json";
        strcpy(text, "{\"pod\":\"");
        appendJson(text, sizeof text, podName);
        strcat(text, "\",\"ip\":\"");
        appendJson(text, sizeof text, podIp);
        strcat(text, "\",\"node\":\"");
        appendJson(text, sizeof text, nodeName);
        strcat(text, "\",\"message\":\"");
        appendJson(text, sizeof text - 64, message);
        sprintf(text + strlen(text), "\",\"requests\":%lu}\n", count);
    } else if (strcmp(path, "/sleep") == 0) {
        long ms = query(target, "ms", value, sizeof value) ? number(value, 0, waitLimitMs) : 1000;
        struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
        while (nanosleep(&t, &t) != 0 && errno == EINTR) {
        }
        snprintf(text, sizeof text, "slept %ld ms\n", ms);
    } else if (strcmp(path, "/cpu") == 0) {
        long ms = query(target, "ms", value, sizeof value) ? number(value, 0, waitLimitMs) : 1000;
        long end = nowMs() + ms;
        volatile unsigned long x = 1;
        while (nowMs() < end)
            for (int i = 0; i < 10000; ++i)
                x = x * 6364136223846793005UL + 1442695040888963407UL;
        snprintf(text, sizeof text, "burnt %ld ms\n", ms);
    } else if (strcmp(path, "/memory") == 0) {
        long mb = query(target, "mb", value, sizeof value) ? number(value, 0, memoryLimitMb) : 64;
        char *block = mb > 0 ? malloc((size_t)mb << 20) : NULL;
        if (block || mb == 0) {
            /* Touched page by page, and never given back: that is what it is for. */
            for (size_t i = 0; block && i < (size_t)mb << 20; i += 4096)
                ((volatile char *)block)[i] = 1;
            snprintf(text, sizeof text, "keeping %ld MiB\n", atomic_fetch_add(&memoryMb, mb) + mb);
        } else {
            code = 503;
            snprintf(text, sizeof text, "no memory: %s\n", strerror(errno));
        }
    } else if (strcmp(path, "/exit") == 0) {
        long exitCode = query(target, "code", value, sizeof value) ? number(value, 1, 255) : 1;
        snprintf(text, sizeof text, "leaving with %ld\n", exitCode);
        answer(fd, 200, type, text, strlen(text), false);
        printf("%s %s 200\nleaving with %ld on demand\n", method, target, exitCode);
        fflush(stdout);
        shutdown(fd, SHUT_WR);
        _exit((int)exitCode);
    } else if (strcmp(path, "/fail") == 0 || strcmp(path, "/recover") == 0) {
        bool fail = path[1] == 'f';
        bool has = query(target, "probe", value, sizeof value);
        if (!has || strcmp(value, "health") == 0)
            atomic_store(&healthFails, fail);
        if (!has || strcmp(value, "ready") == 0)
            atomic_store(&readyFails, fail);
        snprintf(text, sizeof text, "probes now: healthz %s, readyz %s\n", atomic_load(&healthFails) ? "fails" : "ok",
                 atomic_load(&readyFails) ? "fails" : "ok");
    } else if (strcmp(path, "/env") == 0) {
        extern char **environ;
        size_t n = 0;
        for (char **e = environ; *e && n < sizeof text; ++e)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s\n", *e);
    } else if (strcmp(path, "/echo") == 0) {
        char *both = malloc(headSize + bodySize + 1);
        if (!both)
            return 0;
        memcpy(both, head, headSize);
        memcpy(both + headSize, body, bodySize);
        bool sent = answer(fd, 200, type, both, headSize + bodySize, keep);
        free(both);
        return sent ? 200 : 0;
    } else {
        code = 404;
        strcpy(text, "not found; try / /json /sleep?ms= /cpu?ms= /memory?mb= /exit?code= /fail /recover /healthz /readyz /env /echo\n");
    }
    return answer(fd, code, type, text, strcmp(method, "HEAD") == 0 ? 0 : strlen(text), keep) ? code : 0;
}

static void *connection(void *argument)
{
    int fd = (int)(long)argument;
    struct sockaddr_in peer;
    socklen_t peerSize = sizeof peer;
    char from[64] = "?";
    if (getpeername(fd, (struct sockaddr *)&peer, &peerSize) == 0)
        inet_ntop(AF_INET, &peer.sin_addr, from, sizeof from);
    struct timeval limit = { 30, 0 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);

    char *buffer = malloc(headLimit + bodyLimit + 1);
    size_t have = 0;
    bool keep = buffer != NULL;
    while (keep) {
        char *end = NULL;
        buffer[have] = 0;
        while (!(end = memmem(buffer, have, "\r\n\r\n", 4)) && have < headLimit) {
            ssize_t n = recv(fd, buffer + have, headLimit - have, 0);
            if (n <= 0)
                goto out;
            have += (size_t)n;
            buffer[have] = 0;
        }
        char method[16], target[1024], version[16];
        if (!end || sscanf(buffer, "%15s %1023s %15s", method, target, version) != 3 || strncmp(version, "HTTP/1.", 7) != 0) {
            answer(fd, 400, "text/plain", "bad request\n", 12, false);
            break;
        }
        size_t headSize = (size_t)(end + 4 - buffer), bodySize = 0;
        keep = strcmp(version, "HTTP/1.1") == 0;
        for (char *line = strstr(buffer, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n")) {
            if (strncasecmp(line + 2, "content-length:", 15) == 0)
                bodySize = strtoul(line + 17, NULL, 10);
            else if (strncasecmp(line + 2, "transfer-encoding:", 18) == 0)
                bodySize = bodyLimit + 1; /* a body of unknown size: not for a demo */
            else if (strncasecmp(line + 2, "connection:", 11) == 0 && strncasecmp(line + 13 + strspn(line + 13, " "), "close", 5) == 0)
                keep = false;
        }
        if (bodySize > bodyLimit) {
            answer(fd, 413, "text/plain", "too large\n", 10, false);
            break;
        }
        while (have < headSize + bodySize) {
            ssize_t n = recv(fd, buffer + have, headSize + bodySize - have, 0);
            if (n <= 0)
                goto out;
            have += (size_t)n;
        }
        long begin = nowMs();
        int code = serve(fd, buffer, headSize, buffer + headSize, bodySize, method, target, keep);
        /* Probes come every few seconds for ever: they are not what a log is read for. */
        if (strcmp(target, "/healthz") != 0 && strcmp(target, "/readyz") != 0)
            printf("%s %s %d %ld ms from %s\n", method, target, code, nowMs() - begin, from);
        if (code == 0)
            break;
        have -= headSize + bodySize;
        memmove(buffer, buffer + headSize + bodySize, have);
    }
out:
    free(buffer);
    close(fd);
    atomic_fetch_sub(&connections, 1);
    return NULL;
}

static void *exitLater(void *argument)
{
    usleep((useconds_t)((long)argument * 1000));
    printf("leaving with 1, as DEMO_EXIT_MS says\n");
    exit(1);
}

static void stop(int signal)
{
    (void)signal;
    static const char text[] = "stopping\n";
    if (write(1, text, sizeof text - 1) < 0) {
    }
    _exit(0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    findOut();
    usleep((useconds_t)(number(getenv("DEMO_START_MS"), 0, waitLimitMs) * 1000));
    readyAt = nowMs() + number(getenv("DEMO_READY_MS"), 0, waitLimitMs);
    if (number(getenv("DEMO_FAIL"), 0, 1)) {
        healthFails = true;
        readyFails = true;
    }
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, 128 * 1024);
    pthread_t thread;
    long exitMs = number(getenv("DEMO_EXIT_MS"), 0, waitLimitMs);
    if (exitMs > 0)
        pthread_create(&thread, &detached, exitLater, (void *)exitMs);

    long port = number(getenv("PORT"), 8080, 65535);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_ANY) };
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0) {
        printf("cannot listen on port %ld: %s\n", port, strerror(errno));
        return 1;
    }
    printf("pod %s ip %s node %s listening on port %ld\n", podName, podIp, nodeName, port);
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            usleep(10000); /* out of descriptors, or the peer has gone: neither may become a busy loop */
            continue;
        }
        if (atomic_fetch_add(&connections, 1) >= connectionLimit || pthread_create(&thread, &detached, connection, (void *)(long)fd) != 0) {
            atomic_fetch_sub(&connections, 1);
            close(fd);
        }
    }
}
