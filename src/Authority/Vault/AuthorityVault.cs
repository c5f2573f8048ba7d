using System.Text;
using Garita.Authority.Keys;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.Pki.Profiles;
using Garita.Pki.Verification;

namespace Garita.Authority.Vault;

/// <summary>
/// An open vault: the authorities' certificates, and the keys that everyday work needs. Root keys and the people issuer
/// stay encrypted on the disk. Its keys are zeroed when it is disposed.
/// </summary>
public sealed class AuthorityVault : IDisposable
{
    private const int MaxNamesLength = 64 * 1024;

    private readonly VaultLayout _layout;
    private readonly IDurableFiles _files;
    private readonly ServerCertificates _server;
    private readonly AssignerFile _assigner;
    private readonly Issuer _serverIssuer;
    private readonly Func<string, SideKeyFile> _sideKey;

    private AuthorityVault(
        VaultLayout layout, IDurableFiles files, VaultCertificates certificates, VaultKeys keys, Passphrase? secret)
    {
        _layout = layout;
        _files = files;
        _serverIssuer = keys.ServerIssuer;
        KeyPem pem = new(KeyPem.DefaultIterations);
        _server = new ServerCertificates(layout, files, _serverIssuer, secret, pem);
        _assigner = new AssignerFile(layout, files, _serverIssuer, certificates.ServerRoot, secret, pem);
        _sideKey = path => new SideKeyFile(path, files, secret, pem);
        DeviceIssuer = keys.DeviceIssuer;
        Certificates = certificates;
        Trust = new TrustSet([certificates.DeviceRoot], [certificates.DeviceIssuer, certificates.PeopleIssuer]);
        Notices = FindNotices(layout, keys.ArePlain);
    }

    /// <summary>The certificates of the five authorities.</summary>
    public VaultCertificates Certificates { get; }

    /// <summary>Whom servers accept clients from.</summary>
    public TrustSet Trust { get; }

    /// <summary>Issues to devices.</summary>
    public Issuer DeviceIssuer { get; }

    /// <summary>What the operator has to be told.</summary>
    public IReadOnlyList<VaultNotice> Notices { get; }

    /// <summary>
    /// Opens the vault of a data directory. It is non-null exactly when nothing is refused. Throws
    /// <see cref="DurableException"/> where the disk fails.
    /// </summary>
    /// <param name="layout">Where it is.</param>
    /// <param name="files">The file seam.</param>
    /// <param name="unlockSecret">
    /// Opens the issuing keys; null for plain ones. Owned by the caller, kept while open.
    /// </param>
    /// <param name="now">The time, held against the authorities' validity.</param>
    /// <param name="vault">The vault.</param>
    public static VaultRefusal TryOpen(
        VaultLayout layout,
        IDurableFiles files,
        Passphrase? unlockSecret,
        DateTimeOffset now,
        out AuthorityVault? vault)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(files);
        vault = null;
        if (!Directory.Exists(layout.Authority))
        {
            return VaultRefusal.NotInitialised;
        }

        VaultRefusal refusal = VaultCertificates.TryRead(layout, files, now, out VaultCertificates? certificates);
        if (refusal != VaultRefusal.None)
        {
            return refusal;
        }

        refusal = VaultKeys.TryOpen(layout, files, certificates!, unlockSecret, out VaultKeys? keys);
        if (refusal == VaultRefusal.None)
        {
            // Left by a crash right after the vault was put in place; it would make a later loss look unfinished.
            files.DeleteTree(layout.Staging);
            vault = new AuthorityVault(layout, files, certificates!, keys!, unlockSecret);
        }

        return refusal;
    }

    /// <summary>
    /// The server's certificate for now. Makes a new one, with a new key, when a third of its life is left or the names
    /// changed. Ask at start and once a day; give listeners the new one when it was renewed.
    /// </summary>
    /// <exception cref="InvalidDataException">The file of names holds a line that is no name.</exception>
    public ServerTls GetServerTls(DateTimeOffset now) => _server.Current(ReadNames(), now);

    /// <summary>
    /// Opens what signs updates that are assigned to devices. Makes a new one where there is none, where it is not
    /// usable or of another issuer, and when a third of its life is left. Ask at start; the caller disposes it. Throws
    /// <see cref="DurableException"/> where the disk fails. It is non-null exactly when nothing is refused.
    /// </summary>
    public VaultRefusal TryOpenAssigner(DateTimeOffset now, out Assigner? assigner) =>
        _assigner.TryOpen(now, out assigner);

    /// <summary>The server's names, from the file that an operator may edit.</summary>
    /// <exception cref="InvalidDataException">The file holds a line that is no name, or none.</exception>
    public AlternativeNames ReadNames()
    {
        string text = Encoding.UTF8.GetString(_files.Read(_layout.Names, MaxNamesLength));
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool valid = AlternativeNames.TryParse(lines, out AlternativeNames names, out string? wrong);
        return valid && lines.Length > 0
            ? names
            : throw new InvalidDataException($"{_layout.Names}: '{wrong}' is not a DNS name or IP address");
    }

    /// <summary>
    /// Opens the key that signs the audit log's checkpoints; the caller disposes it. It is non-null exactly when
    /// nothing is refused.
    /// </summary>
    /// <param name="isNew">
    /// Whether there is no log yet: then a vault that was made without such a key gets one. A key that is gone while
    /// there is a log is damage.
    /// </param>
    /// <param name="key">The key.</param>
    public VaultRefusal TryOpenLogKey(bool isNew, out SoftwareSigningKey? key) =>
        TryOpenSideKey(_layout.LogKey, isNew, out key);

    /// <summary>Opens one of the keys of bootstrap, as <see cref="TryOpenLogKey"/> does the log's.</summary>
    /// <param name="which">Which key.</param>
    /// <param name="isNew">Whether no device was ever given anything that depends on it.</param>
    /// <param name="key">The key; the caller disposes it.</param>
    public VaultRefusal TryOpenBootstrapKey(BootstrapKey which, bool isNew, out SoftwareSigningKey? key) =>
        TryOpenSideKey(_layout.Key(which), isNew, out key);

    /// <summary>
    /// Puts a fresh key in place of one of bootstrap; on the disk when this returns. The caller disposes it. Throws
    /// <see cref="DurableException"/> where the disk fails; then the old one is there.
    /// </summary>
    public SoftwareSigningKey RenewBootstrapKey(BootstrapKey which) => _sideKey(_layout.Key(which)).Renew();

    /// <summary>
    /// Puts the next message key in place of the current one, whose file is gone then. Until
    /// <see cref="RenewBootstrapKey"/> has made another next one, both are the same key. Throws
    /// <see cref="DurableException"/> where the disk fails; then the old one is there.
    /// </summary>
    public void PromoteNextMessageKey() =>
        _sideKey(_layout.Key(BootstrapKey.NextMessage)).CopyTo(_layout.Key(BootstrapKey.Message));

    /// <summary>
    /// Unlocks the people issuer for one call; the caller disposes it at once. Takes about 0.4 s of one core.
    /// </summary>
    public VaultRefusal TryUnlockPeopleIssuer(Passphrase passphrase, out Issuer? issuer) =>
        VaultKeys.TryReadIssuer(_layout, _files, Certificates.PeopleIssuer, passphrase, out issuer);

    /// <summary>
    /// A root's key as an encrypted PKCS#8 PEM, under the same passphrase, once the passphrase was shown to open it.
    /// Only for the two roots.
    /// </summary>
    public VaultRefusal TryExportRoot(CertificateRole root, Passphrase passphrase, out byte[] pem)
    {
        AuthorityCertificate certificate = Certificates.Root(root);
        pem = [];
        if (!File.Exists(_layout.Key(root)))
        {
            return VaultRefusal.RootRemoved;
        }

        VaultRefusal refusal = VaultKeys.TryReadIssuer(_layout, _files, certificate, passphrase, out Issuer? opened);
        using (opened)
        {
            pem = refusal == VaultRefusal.None ? _files.Read(_layout.Key(root), VaultKeys.MaxKeyLength) : [];
            return refusal;
        }
    }

    /// <summary>
    /// Removes a root's key from this machine, once an exported copy was shown to be that key. Everyday work goes on.
    /// The disk's blocks may hold the encrypted file a while longer.
    /// </summary>
    public VaultRefusal TryRemoveRoot(CertificateRole root, ReadOnlySpan<byte> exportedPem, Passphrase passphrase)
    {
        AuthorityCertificate certificate = Certificates.Root(root);
        if (!File.Exists(_layout.Key(root)))
        {
            return VaultRefusal.RootRemoved;
        }

        KeyOpening opening = KeyPem.TryRead(exportedPem, passphrase, out SoftwareSigningKey? copy);
        using (copy)
        {
            VaultRefusal refusal = VaultKeys.Judge(opening, copy, certificate);
            if (refusal == VaultRefusal.None)
            {
                _files.Delete(_layout.Key(root));
            }

            return refusal;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DeviceIssuer.Dispose();
        _serverIssuer.Dispose();
    }

    private VaultRefusal TryOpenSideKey(string path, bool isNew, out SoftwareSigningKey? key)
    {
        SideKeyFile file = _sideKey(path);
        if (!isNew || File.Exists(path))
        {
            return file.TryOpen(out key);
        }

        key = file.Make();
        return VaultRefusal.None;
    }

    private static List<VaultNotice> FindNotices(VaultLayout layout, bool plain)
    {
        List<VaultNotice> notices = [];
        if (plain)
        {
            notices.Add(VaultNotice.IssuingKeysArePlain);
        }

        if (File.Exists(layout.Key(CertificateRole.ServerRoot)) || File.Exists(layout.Key(CertificateRole.DeviceRoot)))
        {
            notices.Add(VaultNotice.RootKeysArePresent);
        }

        return notices;
    }
}
