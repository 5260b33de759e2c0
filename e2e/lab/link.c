/*
 * An emulated link between two network namespaces: a rate, a queue in front of it, a delay and loss, per packet, in
 * one small program, because not every kernel has the queueing disciplines for it. The namespaces have no names: they
 * live as long as this program and what runs inside them, so there is nothing to clean up after a crash.
 *
 *   link DELAY_US BITS_PER_SECOND LOSS_PPM QUEUE_BYTES CONGESTION_CONTROL SEED
 *
 * DELAY_US is of one way. Loss falls on packets from the server to the client. It prints `ready FD`: its own namespace
 * is the client's, its open file FD is the server's. On standard input it takes `drop PORT` (packets of that TCP port
 * vanish in both directions from then on) and `count`, to which it answers `count CARRIED LOST OVERFLOWED`, packets
 * towards the client. The end of its input ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* Powers of two. Enough for 40 ms of delay and as much queue at 200 Mb/s, acknowledgements included. */
enum { SLOTS = 8192, MTU = 1500, ETHERNET_HEADER = 14, BATCH = 32, TUN_QUEUE_PACKETS = 10000 };

struct packet {
  int64_t due_ns;
  int length;
  unsigned char bytes[MTU];
};

struct way {
  int from, to;
  uint32_t loss_ppm;
  int64_t free_ns; /* when the wire has sent all that was accepted */
  unsigned head, tail;
  long carried, lost, overflowed;
  struct packet *ring;
};

static int64_t delay_ns, queue_ns;
static double ns_per_byte;
static uint64_t dice;
static unsigned char dropped_ports[65536];

static void die(const char *what) {
  fprintf(stderr, "link: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* xorshift64 (Marsaglia 2003): the same losses for the same seed. */
static uint32_t roll(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return (uint32_t)((dice >> 32) % 1000000);
}

static void set_system(const char *file, const char *value) {
  int fd = open(file, O_WRONLY);
  if (fd < 0 || write(fd, value, strlen(value)) < 0) die(file);
  close(fd);
}

/*
 * A namespace may only use what the machine lets unprivileged programs choose. Adding to that list is the one change
 * that outlives this program, until the machine restarts; it changes no default.
 */
static void allow(const char *congestion_control) {
  const char *file = "/proc/sys/net/ipv4/tcp_allowed_congestion_control";
  char allowed[256] = "";
  int fd = open(file, O_RDONLY);
  if (fd < 0 || read(fd, allowed, 200) < 0) die(file);
  close(fd);
  allowed[strcspn(allowed, "\n")] = 0;
  if (strstr(allowed, congestion_control)) return;
  strcat(strcat(allowed, " "), congestion_control);
  set_system(file, allowed);
}

static void bring_up(int control, const char *name) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(control, SIOCGIFFLAGS, &request)) die(name);
  request.ifr_flags |= IFF_UP;
  if (ioctl(control, SIOCSIFFLAGS, &request)) die(name);
}

/* A namespace of its own for this process, with one end of the link in it. Returns the end. */
static int make_side(const char *address, const char *congestion_control) {
  if (unshare(CLONE_NEWNET)) die("a new network namespace");
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (tun < 0) die("/dev/net/tun");
  struct ifreq request = {0};
  strcpy(request.ifr_name, "link");
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (ioctl(tun, TUNSETIFF, &request)) die("TUNSETIFF");

  int control = socket(AF_INET, SOCK_DGRAM, 0);
  if (control < 0) die("socket");
  bring_up(control, "lo");
  struct sockaddr_in *own = (struct sockaddr_in *)&request.ifr_addr;
  memset(own, 0, sizeof *own);
  own->sin_family = AF_INET;
  inet_pton(AF_INET, address, &own->sin_addr);
  if (ioctl(control, SIOCSIFADDR, &request)) die("SIOCSIFADDR");
  inet_pton(AF_INET, "255.255.255.0", &own->sin_addr);
  if (ioctl(control, SIOCSIFNETMASK, &request)) die("SIOCSIFNETMASK");
  request.ifr_qlen = TUN_QUEUE_PACKETS; /* losses are this program's to decide */
  if (ioctl(control, SIOCSIFTXQLEN, &request)) die("SIOCSIFTXQLEN");
  bring_up(control, "link");
  close(control);

  set_system("/proc/sys/net/ipv4/tcp_congestion_control", congestion_control);
  /* What one connection learnt of the path must not help the next: each run starts cold. */
  set_system("/proc/sys/net/ipv4/tcp_no_metrics_save", "1");
  return tun;
}

static int is_dropped(const unsigned char *bytes, int length) {
  int header = (bytes[0] & 15) * 4;
  if (bytes[0] >> 4 != 4 || length < header + 4 || bytes[9] != 6) return 0;
  const unsigned char *tcp = bytes + header;
  return dropped_ports[tcp[0] << 8 | tcp[1]] || dropped_ports[tcp[2] << 8 | tcp[3]];
}

static void accept_packets(struct way *way) {
  for (int i = 0; i < BATCH; i++) {
    struct packet *packet = &way->ring[way->tail % SLOTS];
    int length = read(way->from, packet->bytes, MTU);
    if (length <= 0) return;
    int64_t now = now_ns();
    if (is_dropped(packet->bytes, length)) continue;
    int64_t start = way->free_ns > now ? way->free_ns : now;
    if (start - now > queue_ns || way->tail - way->head == SLOTS - 1) {
      way->overflowed++;
      continue;
    }
    way->free_ns = start + (int64_t)((length + ETHERNET_HEADER) * ns_per_byte);
    if (way->loss_ppm && roll() < way->loss_ppm) {
      way->lost++;
      continue;
    }
    way->carried++;
    packet->length = length;
    packet->due_ns = way->free_ns + delay_ns;
    way->tail++;
  }
}

/* Hands over what is due. Returns when the next is, or `latest`. */
static int64_t deliver(struct way *way, int64_t latest) {
  int64_t now = now_ns();
  while (way->head != way->tail) {
    struct packet *packet = &way->ring[way->head % SLOTS];
    if (packet->due_ns > now) return packet->due_ns < latest ? packet->due_ns : latest;
    if (write(way->to, packet->bytes, packet->length) < 0 && errno != EAGAIN && errno != EIO) die("write");
    way->head++;
  }
  return latest;
}

/* Returns 0 at the end of the input. */
static int obey(struct way *to_client) {
  static char text[256];
  static size_t used;
  ssize_t count = read(0, text + used, sizeof text - 1 - used);
  if (count <= 0) return 0;
  text[used += count] = 0;
  for (char *end; (end = strchr(text, '\n'));) {
    int port;
    if (sscanf(text, "drop %d", &port) == 1 && port > 0 && port < 65536) dropped_ports[port] = 1;
    else printf("count %ld %ld %ld\n", to_client->carried, to_client->lost, to_client->overflowed);
    fflush(stdout);
    used -= end + 1 - text;
    memmove(text, end + 1, used + 1);
  }
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  delay_ns = atoll(argv[1]) * 1000;
  ns_per_byte = 8e9 / atof(argv[2]);
  queue_ns = (int64_t)(atof(argv[4]) * ns_per_byte);
  dice = strtoull(argv[6], NULL, 10) * 2654435761u + 88172645463325252ull;
  prctl(PR_SET_TIMERSLACK, 1000);

  allow(argv[5]);
  int server = make_side("10.77.0.1", argv[5]);
  int server_namespace = open("/proc/self/ns/net", O_RDONLY);
  if (server_namespace < 0) die("/proc/self/ns/net");
  int client = make_side("10.77.0.2", argv[5]);
  struct way down = {.from = server, .to = client, .loss_ppm = atoi(argv[3])};
  struct way up = {.from = client, .to = server};
  down.ring = malloc(SLOTS * sizeof *down.ring);
  up.ring = malloc(SLOTS * sizeof *up.ring);
  if (!down.ring || !up.ring) die("memory");
  printf("ready %d\n", server_namespace);
  fflush(stdout);

  for (;;) {
    int64_t now = now_ns();
    int64_t next = deliver(&down, deliver(&up, now + 1000000000));
    int64_t wait = next > now ? next - now : 0;
    struct timespec timeout = {wait / 1000000000, wait % 1000000000};
    struct pollfd ends[] = {{server, POLLIN, 0}, {client, POLLIN, 0}, {0, POLLIN, 0}};
    if (ppoll(ends, 3, &timeout, NULL) < 0 && errno != EINTR) die("poll");
    if (ends[0].revents) accept_packets(&down);
    if (ends[1].revents) accept_packets(&up);
    if (ends[2].revents && !obey(&down)) return 0;
  }
}
