package shop.backupjob;

import java.util.List;

class BackupService {
    int dump(String database) throws Exception {
        List<String> command = List.of("/bin/sh", "-c", "pg_dump " + database + " | gzip > /backups/latest.gz");
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
