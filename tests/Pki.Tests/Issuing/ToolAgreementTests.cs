using System.Security.Cryptography;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Pki.Tests.Issuing;

/// <summary>openssl and certtool judge every certificate as our own code does, for and against.</summary>
public sealed class ToolAgreementTests : IDisposable
{
    private static readonly CertificateRole[] s_leaves =
    [
        CertificateRole.Server, CertificateRole.Device, CertificateRole.Service, CertificateRole.Operator,
        CertificateRole.Birth,
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly TestPki _pki = new();

    public void Dispose()
    {
        _pki.Dispose();
        _directory.Dispose();
    }

    [ToolFact("openssl", "certtool")]
    public async Task Every_profile_is_accepted_by_openssl_certtool_and_our_rules()
    {
        foreach (CertificateRole role in s_leaves)
        {
            byte[] der = _pki.Leaf(role, TestPki.CommonNameOf(role));
            bool server = role == CertificateRole.Server;
            Assert.Equal(ChainRefusal.None, Ours(der, server));
            await AssertToolsAsync(der, server, expected: true);
        }
    }

    [ToolFact("openssl", "certtool")]
    public async Task A_client_certificate_as_a_server_is_refused_by_all_three()
    {
        byte[] der = _pki.Leaf(CertificateRole.Device, "ABCD1234");
        Assert.NotEqual(ChainRefusal.None, Ours(der, asServer: true));

        // Even where the client's own root were trusted, the purpose is wrong.
        await AssertToolsAsync(der, asServer: true, expected: false, root: CertificateRole.DeviceRoot);
        await AssertToolsAsync(der, asServer: true, expected: false, root: CertificateRole.ServerRoot);
    }

    [ToolFact("openssl", "certtool")]
    public async Task A_server_certificate_as_a_client_is_refused_by_all_three()
    {
        byte[] der = _pki.Leaf(CertificateRole.Server, "Garita server");
        Assert.Equal(ChainRefusal.UnknownIssuer, Ours(der, asServer: false));
        await AssertToolsAsync(der, asServer: false, expected: false, root: CertificateRole.ServerRoot);
        await AssertToolsAsync(der, asServer: false, expected: false, root: CertificateRole.DeviceRoot);
    }

    [ToolFact("openssl", "certtool")]
    public async Task An_assigners_certificate_as_a_server_or_a_client_is_refused_by_all_three()
    {
        byte[] der = _pki.Leaf(CertificateRole.Assigner, "mqtt.lan");
        Assert.NotEqual(ChainRefusal.None, Ours(der, asServer: true));
        Assert.NotEqual(ChainRefusal.None, Ours(der, asServer: false));
        foreach (CertificateRole root in new[] { CertificateRole.ServerRoot, CertificateRole.DeviceRoot })
        {
            await AssertToolsAsync(der, asServer: true, expected: false, root);
            await AssertToolsAsync(der, asServer: false, expected: false, root);
        }
    }

    [ToolFact("openssl", "certtool")]
    public async Task An_expired_certificate_is_refused_by_all_three()
    {
        foreach (CertificateRole role in s_leaves)
        {
            byte[] der = _pki.Leaf(role, TestPki.CommonNameOf(role), intent => intent with
            {
                Validity = Validity.Between(_pki.Now.AddDays(-20), _pki.Now.AddDays(-1)),
            });
            bool server = role == CertificateRole.Server;
            Assert.NotEqual(ChainRefusal.None, Ours(der, server));
            await AssertToolsAsync(der, server, expected: false);
        }
    }

    [ToolFact("openssl", "certtool")]
    public async Task A_certificate_of_another_installation_is_refused_by_all_three()
    {
        using TestPki other = new();
        foreach (CertificateRole role in s_leaves)
        {
            byte[] der = other.Leaf(role, TestPki.CommonNameOf(role));
            bool server = role == CertificateRole.Server;
            Assert.Equal(ChainRefusal.BadSignature, Ours(der, server));
            await AssertToolsAsync(der, server, expected: false);
        }
    }

    [ToolFact("openssl")]
    public async Task A_name_that_the_server_does_not_bear_is_refused_by_both()
    {
        byte[] der = _pki.Leaf(CertificateRole.Server, "Garita server");
        foreach ((string name, bool borne) in new[] { ("mqtt2.lan", true), ("evil.lan", false), ("x.mqtt.lan", false) })
        {
            ChainRefusal ours = ServerCertificate.TryVerify(
                der, _pki[CertificateRole.ServerIssuer], name, _pki.Now, out _);
            Assert.Equal(borne ? ChainRefusal.None : ChainRefusal.WrongName, ours);
            (int exit, _) = await OpensslAsync(der, CertificateRole.ServerRoot, "sslserver", "-verify_hostname", name);
            Assert.Equal(borne, exit == 0);
        }
    }

    private ChainRefusal Ours(byte[] der, bool asServer) => asServer
        ? ServerCertificate.TryVerify(der, _pki[CertificateRole.ServerIssuer], "mqtt.lan", _pki.Now, out _)
        : PeerCertificate.Verify(der, _pki.Trust, _pki.Now).Refusal;

    private async Task AssertToolsAsync(byte[] der, bool asServer, bool expected, CertificateRole? root = null)
    {
        CertificateRole anchor = root ?? (asServer ? CertificateRole.ServerRoot : CertificateRole.DeviceRoot);
        (int openssl, string opensslSays) = await OpensslAsync(der, anchor, asServer ? "sslserver" : "sslclient");
        Assert.True(expected == (openssl == 0), opensslSays);

        string chain = _directory.File("chain.pem");
        await File.WriteAllTextAsync(chain, Pem(der) + string.Concat(Issuers(anchor).Select(i => i.ToPem())));
        (int certtool, string certtoolSays) = await ToolRun.RunAsync(
            "certtool", "--verify", "--load-ca-certificate", Write(_pki[anchor]), "--infile", chain,
            "--verify-purpose", asServer ? Oids.ServerAuth : Oids.ClientAuth);
        Assert.True(expected == (certtool == 0), certtoolSays);
    }

    private Task<(int ExitCode, string Output)> OpensslAsync(
        byte[] der, CertificateRole root, string purpose, params string[] more)
    {
        string leaf = _directory.File("leaf.pem");
        string issuers = _directory.File("issuers.pem");
        File.WriteAllText(leaf, Pem(der));
        File.WriteAllText(issuers, string.Concat(Issuers(root).Select(i => i.ToPem())));
        return ToolRun.RunAsync("openssl",
        [
            "verify", "-x509_strict", "-purpose", purpose, "-CAfile", Write(_pki[root]), "-untrusted", issuers,
            .. more, leaf,
        ]);
    }

    private AuthorityCertificate[] Issuers(CertificateRole root) => root == CertificateRole.ServerRoot
        ? [_pki[CertificateRole.ServerIssuer]]
        : [_pki[CertificateRole.DeviceIssuer], _pki[CertificateRole.PeopleIssuer]];

    private string Write(AuthorityCertificate root)
    {
        string path = _directory.File(root.Role + ".pem");
        File.WriteAllText(path, root.ToPem());
        return path;
    }

    private static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der) + "\n";
}
