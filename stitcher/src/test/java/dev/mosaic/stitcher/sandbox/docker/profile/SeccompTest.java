package dev.mosaic.stitcher.sandbox.docker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SeccompTest {
    @Test
    void whatIsNotNamedIsRefusedAndNothingDangerousIsNamed() {
        var profile = JsonMapper.builder().build().readTree(Seccomp.profile());
        var allowed =
                profile.get("syscalls")
                        .valueStream()
                        .filter(it -> it.get("action").asString().equals("SCMP_ACT_ALLOW"))
                        .filter(it -> !it.has("args"))
                        .flatMap(it -> it.get("names").valueStream())
                        .map(it -> it.asString())
                        .toList();

        assertThat(profile.get("defaultAction").asString()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(allowed)
                .hasSizeGreaterThan(250)
                .doesNotHaveDuplicates()
                .contains("read", "execve", "futex", "openat", "wait4", "rseq")
                .doesNotContainAnyElementsOf(
                        List.of(
                                "clone",
                                "clone3",
                                "unshare",
                                "setns",
                                "mount",
                                "umount2",
                                "pivot_root",
                                "chroot",
                                "open_tree",
                                "move_mount",
                                "fsopen",
                                "fsmount",
                                "keyctl",
                                "add_key",
                                "request_key",
                                "bpf",
                                "perf_event_open",
                                "userfaultfd",
                                "io_uring_setup",
                                "io_uring_enter",
                                "io_uring_register",
                                "ptrace",
                                "process_vm_readv",
                                "process_vm_writev",
                                "kexec_load",
                                "init_module",
                                "finit_module",
                                "socket",
                                "personality",
                                "open_by_handle_at",
                                "syslog",
                                "reboot"));
    }
}
