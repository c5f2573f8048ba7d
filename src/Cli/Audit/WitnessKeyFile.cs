using System.Security.Cryptography;
using System.Text;
using Garita.Durable;
using Garita.Merkle.Signatures;

namespace Garita.Cli.Audit;

/// <summary>
/// The witness's key: 32 secret bytes in hex, in a plain file with mode 0600. Whoever reads it can speak as this
/// witness.
/// </summary>
internal static class WitnessKeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>Reads the key, or makes it where there is none. The caller disposes it.</summary>
    public static Ed25519PrivateKey OpenOrMake(string path)
    {
        DurableFiles files = new();
        byte[] seed = [];
        byte[] hex = [];
        try
        {
            if (!File.Exists(path))
            {
                seed = RandomNumberGenerator.GetBytes(Ed25519PrivateKey.SeedSize);
                hex = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(seed) + "\n");
                files.WriteNew(path, hex, FileSecrecy.Secret);
                return Ed25519PrivateKey.FromSeed(seed);
            }

            if ((File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new CliException(ExitCode.Usage, $"{path}: others can read this key", $"chmod 600 {path}");
            }

            hex = files.Read(path, 1024);
            seed = Convert.FromHexString(Encoding.ASCII.GetString(hex).TrimEnd());
            return Ed25519PrivateKey.FromSeed(seed);
        }
        catch (Exception fault) when (fault is DurableException or FormatException or ArgumentException)
        {
            throw new CliException(ExitCode.Failed, $"{path}: is no witness's key that can be used", cause: fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(hex);
        }
    }
}
