namespace Penstock.Config;

/// <summary>The kinds of places that keep secrets.</summary>
internal enum SecretStoreKind
{
    Env,
    File,
    Db,
    Vault,
    Aws,
    Azure,
    Gcp,
}
