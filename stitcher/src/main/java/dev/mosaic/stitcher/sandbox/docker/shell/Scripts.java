package dev.mosaic.stitcher.sandbox.docker.shell;

/**
 * What runs in a container on Mosaic's behalf, for {@code sh} as busybox, dash and bash have it.
 * Built from what the shell does itself wherever it may have to run while no process can be
 * started.
 */
public final class Scripts {
    private Scripts() {}

    /**
     * Becomes the command in its arguments. First it tells the number of its process on standard
     * error, which is Mosaic's until then; the command has one stream for all it prints, so that
     * its lines keep their order.
     */
    static final String START =
            """
            echo $$ >&2
            case $1 in
              */*) [ -f "$1" ] && [ -x "$1" ] ;;
              *) command -v "$1" >/dev/null 2>&1 ;;
            esac || { echo missing >&2; exit 127; }
            """;

    /** The rest of it for a command that reads nothing. */
    static final String WITHOUT_INPUT = START + "exec \"$@\" </dev/null 2>&1";

    /**
     * The rest of it for one that reads: as many bytes as its environment says. The client cannot
     * close one half of a connection, so nobody else could tell where the input ends.
     */
    static final String WITH_INPUT =
            START
                    + """
                    f=/tmp/.mosaic-input-$$
                    (umask 077; head -c "$MOSAIC_INPUT" >"$f") || exit 126
                    exec 3<"$f"; rm -f "$f"; unset MOSAIC_INPUT
                    exec "$@" <&3 3<&- 2>&1\
                    """;

    /** Sends a signal, named first, to the group of each process named after it. */
    public static final String ASK = "s=$1; shift; for p; do kill -$s -$p; done";

    /**
     * Ends a session and whoever came out of it: by session, by parents, and by the mark in their
     * environment. Over when two looks in a row saw nobody; fails if that does not come.
     */
    public static final String HUNT =
            """
            quiet=0 n=0
            while [ $quiet -lt 2 ] && [ $n -lt 200 ]; do
              n=$((n+1)) prey='' first=1 again=1
              while [ $again = 1 ]; do
                again=0
                for d in /proc/[0-9]*; do
                  p=${d#/proc/}
                  [ "$p" = 1 ] && continue
                  [ "$p" = $$ ] && continue
                  case " $prey " in *" $p "*) continue ;; esac
                  state='' parent='' session=''
                  while read -r k v _; do
                    case $k in
                      State:) state=$v ;; PPid:) parent=$v ;; NSsid:) session=$v ;;
                    esac
                  done 2>/dev/null <"$d/status"
                  case $state in ''|Z|X) continue ;; esac
                  hit=0
                  [ "$session" = "$1" ] && hit=1
                  case " $prey " in *" $parent "*) hit=1 ;; esac
                  if [ $hit$first = 01 ]; then
                    while IFS= read -r l || [ -n "$l" ]; do
                      case $l in *"MOSAIC_COMMAND=$2"*) hit=1; break ;; esac
                    done 2>/dev/null <"$d/environ"
                  fi
                  [ $hit = 1 ] && prey="$prey $p" again=1
                done
                first=0
              done
              if [ -n "$prey" ]; then quiet=0; kill -9 $prey; else quiet=$((quiet+1)); fi
            done 2>/dev/null
            [ $quiet = 2 ]\
            """;

    /**
     * Tells how things are from within: who we are, what we may, whether the root is read-only, and
     * which folder we stand in and may write to, by doing so: a shell's own answer may be its
     * guess.
     */
    public static final String CANARY =
            """
            while read -r k v _; do
              case $k in Uid:|CapPrm:|CapEff:|CapBnd:|NoNewPrivs:|Seccomp:) echo "$k $v" ;; esac
            done </proc/self/status
            while read -r _ d t o _; do
              [ "$d" = / ] && echo "Root: ${o%%,*}"
              [ "$d" = /home/agent ] && echo "Home: $t $o"
            done </proc/mounts
            f=.mosaic-canary-$$
            (: >$f) 2>/dev/null && rm -f $f && echo 'Writable: yes'
            set -- $(ls -di .)
            echo "Folder: $1\"\
            """;

    /**
     * Tells whether a forwarder listens, for which it waits ten seconds, and whether there is any
     * way to go but the loopback.
     *
     * @param port where it listens
     */
    public static String network(int port) {
        return """
        n=0 here=no
        while [ $n -lt 100 ] && [ $here = no ]; do
          while read -r _ local _ state _; do
            [ "$local $state" = '0100007F:%04X 0A' ] && here=yes
          done </proc/net/tcp
          [ $here = yes ] || sleep 0.1
          n=$((n+1))
        done
        echo "Forwarder: $here"
        routes=0
        while read -r device _; do [ "$device" = Iface ] || routes=$((routes+1)); done </proc/net/route
        echo "Routes: $routes"\
        """
                .formatted(port);
    }

    /** How many processes the kernel ended because the container had no memory left. */
    public static final String OUT_OF_MEMORY =
            """
            while read -r k v; do
              [ "$k" = oom_kill ] && echo "$v"
            done 2>/dev/null </sys/fs/cgroup/memory.events || while read -r k v; do
              [ "$k" = oom_kill ] && echo "$v"
            done 2>/dev/null </sys/fs/cgroup/memory/memory.oom_control; true\
            """;
}
