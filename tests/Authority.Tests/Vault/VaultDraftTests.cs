using Garita.Authority.Tests.Keys;
using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Pki.Issuing;

namespace Garita.Authority.Tests.Vault;

public sealed class VaultDraftTests : IDisposable
{
    private readonly VaultScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_second_init_is_refused_and_changes_nothing()
    {
        _scene.Init();
        string[] before = Snapshot();
        Assert.Equal(VaultRefusal.AlreadyInitialised, Begin(_scene.Files));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void A_directory_with_other_things_in_it_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_scene.Layout.DataDirectory);
        File.WriteAllText(Path.Combine(_scene.Layout.DataDirectory, "garita.db"), "of another installation");
        string[] before = Snapshot();
        Assert.Equal(VaultRefusal.NotEmpty, Begin(_scene.Files));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Only_one_init_runs_at_a_time()
    {
        Assert.Equal(VaultRefusal.None, VaultDraft.TryBegin(
            _scene.Layout.DataDirectory, _scene.Request(), _scene.Files, _scene.Now, out VaultDraft? first));
        using (first)
        {
            Assert.Equal(VaultRefusal.Busy, Begin(_scene.Files));
        }

        Assert.Equal(VaultRefusal.None, Begin(_scene.Files));
    }

    [Fact]
    public void A_draft_that_is_not_committed_leaves_an_empty_directory()
    {
        Assert.Equal(VaultRefusal.None, Begin(_scene.Files));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scene.Layout.DataDirectory));
    }

    [Fact]
    public void Every_file_of_a_vault_has_its_mode_and_secrets_are_the_owners_alone()
    {
        _scene.Init(locked: false);
        const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_scene.Layout.DataDirectory));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_scene.Layout.Authority));
        foreach (string file in Directory.EnumerateFiles(_scene.Layout.Authority))
        {
            bool secret = File.ReadAllText(file).Contains("PRIVATE", StringComparison.Ordinal);
            Assert.Equal(secret, File.GetUnixFileMode(file) == OwnerFile);
            Assert.Equal(secret, file.EndsWith(".key", StringComparison.Ordinal) || file == _scene.Layout.Server);
        }
    }

    [Fact]
    public void A_power_cut_at_any_step_leaves_a_whole_vault_or_none_and_the_next_init_works()
    {
        CutFiles whole = new();
        using (VaultScene good = new())
        {
            InitWith(good, whole);
        }

        Assert.InRange(whole.Operations, 15, 60);
        // A cut after one operation is a cut before the next, so only the last is also cut after.
        for (int step = 1; step <= whole.Operations; step++)
        {
            CutAndTryAgain(new CutFiles(step));
        }

        CutAndTryAgain(new CutFiles(whole.Operations, afterWrite: true));
    }

    [Fact]
    public void A_full_disk_is_reported_as_such_and_leaves_nothing()
    {
        CutFiles full = new(cutAt: 6, fault: DurableFault.DiskFull);
        DurableException fault = Assert.Throws<DurableException>(() => InitWith(_scene, full));
        Assert.Equal(DurableFault.DiskFull, fault.Fault);
        Assert.False(Directory.Exists(_scene.Layout.Authority));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_reported_with_its_path()
    {
        VaultRefusal Attempt() => VaultDraft.TryBegin(
            "/proc/garita", _scene.Request(), _scene.Files, _scene.Now, out _);
        Assert.Contains("/proc/garita", Assert.Throws<DurableException>(() => Attempt()).Message);
    }

    [Fact]
    public void What_cannot_be_a_vault_is_refused_before_anything_is_written()
    {
        VaultRequest request = _scene.Request();
        using WeakPassphrase weak = new();
        (VaultRefusal Expected, VaultRequest Request, DateTimeOffset Now)[] cases =
        [
            (VaultRefusal.NoNames, request with { Names = AlternativeNames.None }, _scene.Now),
            (VaultRefusal.BadName, request with { Organization = new string('x', 65) }, _scene.Now),
            (VaultRefusal.BadName, request with { DeviceIssuerName = string.Empty }, _scene.Now),
            (VaultRefusal.WeakSecret, request with { RootPassphrase = weak.Passphrase }, _scene.Now),
            (VaultRefusal.WeakSecret, request with { UnlockSecret = weak.Passphrase }, _scene.Now),
            (VaultRefusal.ClockNotSet, request, DateTimeOffset.UnixEpoch),
        ];
        foreach ((VaultRefusal expected, VaultRequest asked, DateTimeOffset now) in cases)
        {
            Assert.Equal(
                expected,
                VaultDraft.TryBegin(_scene.Layout.DataDirectory, asked, _scene.Files, now, out VaultDraft? draft));
            Assert.Null(draft);
        }

        Assert.False(Directory.Exists(_scene.Layout.DataDirectory));
    }

    private static void CutAndTryAgain(CutFiles files)
    {
        using VaultScene scene = new();
        Assert.Throws<DurableException>(() => InitWith(scene, files));
        VaultRefusal opened = AuthorityVault.TryOpen(
            scene.Layout, scene.Files, scene.Unlock, scene.Now, out AuthorityVault? vault);
        using (vault)
        {
            Assert.Contains(opened, new[] { VaultRefusal.None, VaultRefusal.NotInitialised });
            Assert.True(opened != VaultRefusal.None || File.Exists(scene.Layout.Database));
        }

        if (opened == VaultRefusal.NotInitialised)
        {
            InitWith(scene, scene.Files);
        }

        scene.Open().Dispose();
    }

    private static void InitWith(VaultScene scene, IDurableFiles files)
    {
        Assert.Equal(VaultRefusal.None, VaultDraft.TryBegin(
            scene.Layout.DataDirectory, scene.Request(), files, scene.Now, out VaultDraft? draft));
        using (draft)
        {
            File.WriteAllText(draft!.Layout.Database, "companion");
            draft.Commit();
        }
    }

    private VaultRefusal Begin(IDurableFiles files)
    {
        VaultRefusal refusal = VaultDraft.TryBegin(
            _scene.Layout.DataDirectory, _scene.Request(), files, _scene.Now, out VaultDraft? draft);
        draft?.Dispose();
        return refusal;
    }

    private string[] Snapshot() =>
    [
        .. Directory.EnumerateFiles(_scene.Layout.DataDirectory, "*", SearchOption.AllDirectories)
            .Order()
            .Select(path => path + Convert.ToHexString(File.ReadAllBytes(path))),
    ];
}
