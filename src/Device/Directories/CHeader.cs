using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Device.Keys;

namespace Garita.Device.Directories;

/// <summary>
/// A device's key and certificates as C arrays for a board's build. What it writes is as secret as the key itself.
/// </summary>
public static class CHeader
{
    private const int BytesPerLine = 12;

    /// <summary>Writes the header: the key as scalar and as DER, the chain, and the first server root.</summary>
    /// <param name="target">Where to; the caller sees to it that nobody else can read it.</param>
    /// <param name="id">The device's id.</param>
    /// <param name="store">A store whose key can leave it.</param>
    public static void Write(TextWriter target, string id, IKeyStore store)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(store);
        using DeviceCertificates certificates = store.LoadCertificates();
        using ECDsa key = store.OpenKey();
        byte[] scalar = key.ExportParameters(includePrivateParameters: true).D!;
        byte[] der = key.ExportECPrivateKey();
        try
        {
            target.Write($"/* Device {id}. This file holds its private key: keep it out of version control. */\n");
            target.Write("#ifndef GARITA_DEVICE_H\n#define GARITA_DEVICE_H\n\n");
            target.Write("#include <stddef.h>\n#include <stdint.h>\n\n");
            target.Write($"#define GARITA_DEVICE_ID \"{id}\"\n\n");
            Array(target, "garita_device_key_scalar", "P-256 private scalar, big-endian (SEC 1 2.3.7)", scalar);
            Array(target, "garita_device_key_der", "the same key as ECPrivateKey (RFC 5915)", der);
            Array(target, "garita_device_cert_der", "the device's certificate", certificates.Leaf.RawData);
            for (int i = 0; i < certificates.Issuers.Count; i++)
            {
                Array(target, $"garita_issuer{i}_cert_der", "sent along with it", certificates.Issuers[i].RawData);
            }

            for (int i = 0; i < certificates.ServerRoots.Count; i++)
            {
                X509Certificate2 root = certificates.ServerRoots[i];
                Array(target, $"garita_server_root{i}_der", "what the broker must chain to", root.RawData);
            }

            target.Write("#endif\n");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static void Array(TextWriter target, string name, string what, byte[] content)
    {
        target.Write($"/* {what} */\nstatic const uint8_t {name}[{content.Length}] = {{\n");
        foreach (byte[] line in content.Chunk(BytesPerLine))
        {
            target.Write("    " + string.Join(", ", line.Select(b => $"0x{b:x2}")) + ",\n");
        }

        target.Write($"}};\nstatic const size_t {name}_len = sizeof {name};\n\n");
    }
}
