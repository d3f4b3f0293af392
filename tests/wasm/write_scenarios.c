// Reads every scenario file and prints the scenarios as C source, for programs without a YAML
// reader (embedded.c). RgScenario is made of one- and four-byte members only, so its bytes are the
// same on every little-endian machine; the source asserts its size.
#include "core/file.h"
#include "core/hash.h"
#include "core/memory.h"
#include "regista/env.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int failed;

static bool print(void* context, const char* name, const char* path) {
    (void)context;
    static RgScenario scenario;
    static unsigned char bytes[sizeof scenario];
    char* text = NULL;
    size_t length = 0;
    RgError error;
    if (rg_file_read(path, &text, &length, &error) != RG_OK ||
        rg_scenario_load(name, &scenario, &error) != RG_OK) {
        fprintf(stderr, "%s\n", error.message);
        failed = 1;
        return false;
    }
    memset(scenario.path, 0, sizeof scenario.path);
    memcpy(bytes, &scenario, sizeof bytes);
    printf("    // %s\n    {UINT64_C(0x%016" PRIx64 "), {", name, rg_hash(text, strlen(text), 0));
    for (size_t i = 0; i < sizeof bytes; i++) {
        printf("%s%d,", i % 32 == 0 ? "\n     " : "", bytes[i]);
    }
    printf("}},\n");
    rg_free(text);
    return true;
}

int main(void) {
    printf(
        "#include \"embedded.h\"\n\n"
        "_Static_assert(sizeof(RgScenario) == %zu, \"scenarios are laid out in another way\");\n\n"
        "const EmbeddedScenario embedded_scenarios[] = {\n",
        sizeof(RgScenario));
    rg_scenario_each(print, NULL);
    printf("    {0, {0}}};\n");
    return failed;
}
