using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Garita.Quic.Ngtcp.Native;

/// <summary>
/// Finds the libraries. ngtcp2 has had two binary interfaces since it has QUIC v1: soname 16 (every 1.x) and soname 9
/// (0.12, Debian 12). Which one it is decides over structure layouts, error numbers and two signatures.
/// </summary>
internal static class NgtcpLibrary
{
    /// <summary>Names used by the imports; the resolver puts the right file behind them.</summary>
    public const string Ngtcp = "ngtcp2", Crypto = "ngtcp2_crypto_gnutls", GnuTls = "gnutls";

    private static readonly (string Ngtcp, string Crypto)[] Known =
    [
        ("libngtcp2.so.16", "libngtcp2_crypto_gnutls.so.8"),
        ("libngtcp2.so.9", "libngtcp2_crypto_gnutls.so.2"),
    ];

    private static nint s_ngtcp; // these three are set once, by Load
    private static nint s_crypto;
    private static nint s_gnuTls;

    /// <summary>Whether the library is a 1.x (soname 16); else it is 0.12 (soname 9).</summary>
    public static bool IsOne { get; private set; }

    /// <summary>Loads all three libraries. Called once, before anything of this namespace is used.</summary>
    /// <returns>Whether they are there.</returns>
    public static bool TryLoad()
    {
        // The structures are laid out for 64-bit little-endian machines; nothing else is tested.
        if (nint.Size != 8 || !BitConverter.IsLittleEndian || !OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad("libgnutls.so.30", out s_gnuTls))
        {
            return false;
        }

        foreach ((string ngtcp, string crypto) in Known)
        {
            // ngtcp2 first: the crypto library then finds the one that is loaded.
            if (NativeLibrary.TryLoad(ngtcp, out s_ngtcp) && NativeLibrary.TryLoad(crypto, out s_crypto))
            {
                IsOne = ngtcp.EndsWith(".16", StringComparison.Ordinal);
                NativeLibrary.SetDllImportResolver(typeof(NgtcpLibrary).Assembly, Resolve);
                return true;
            }
        }

        return false;
    }

    /// <summary>Both libraries with their versions.</summary>
    public static unsafe string Describe()
    {
        string? ngtcp = Marshal.PtrToStringUTF8(NgtcpCalls.Version(0)->Text);
        string? gnuTls = Marshal.PtrToStringUTF8(GnuTlsCalls.Version(null));
        return $"ngtcp2 {ngtcp}, GnuTLS {gnuTls}";
    }

    /// <summary>A function of the crypto library, to be called by ngtcp2 without coming through here.</summary>
    public static nint CryptoCallback(string symbol) => NativeLibrary.GetExport(s_crypto, symbol);

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
        name switch { Ngtcp => s_ngtcp, Crypto => s_crypto, GnuTls => s_gnuTls, _ => 0 };
}
