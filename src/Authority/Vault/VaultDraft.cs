using Garita.Durable;

namespace Garita.Authority.Vault;

/// <summary>
/// A vault being made. Everything is written beside its place and moved there by <see cref="Commit"/>, the vault last:
/// until then the data directory counts as not initialised, and the next attempt sweeps what a crash left.
/// </summary>
public sealed class VaultDraft : IDisposable
{
    // Nobody runs this program before it was written; an unset clock shows 1970 or a chip's build date.
    private static readonly DateTimeOffset s_earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VaultLayout _final;
    private readonly IDurableFiles _files;
    private readonly FileStream _lock;
    private bool _committed;

    private VaultDraft(VaultLayout final, IDurableFiles files, FileStream heldLock)
    {
        _final = final;
        _files = files;
        _lock = heldLock;
        Layout = new VaultLayout(final.Staging);
    }

    /// <summary>
    /// Where the draft is: open the vault here, and write companions of <see cref="VaultLayout.Companions"/>.
    /// </summary>
    public VaultLayout Layout { get; }

    /// <summary>
    /// Makes all keys and certificates. The draft is non-null exactly when nothing is refused. Throws
    /// <see cref="DurableException"/> where the disk fails and <see cref="AuthorityException"/> where a key does; then
    /// nothing is left but, at most, an empty data directory.
    /// </summary>
    public static VaultRefusal TryBegin(
        string dataDirectory, VaultRequest request, IDurableFiles files, DateTimeOffset now, out VaultDraft? draft)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(files);
        draft = null;
        VaultLayout final = new(Path.GetFullPath(dataDirectory));
        VaultRefusal refusal = new VaultWriter(request, final, files, now).NamesAreValid
            ? Check(request, now)
            : VaultRefusal.BadName;
        refusal = refusal == VaultRefusal.None ? CheckContent(final) : refusal;
        if (refusal != VaultRefusal.None)
        {
            return refusal;
        }

        if (!Directory.Exists(final.DataDirectory))
        {
            files.CreateDirectory(final.DataDirectory);
        }

        if (TryLock(final) is not { } heldLock)
        {
            return VaultRefusal.Busy;
        }

        VaultDraft made = new(final, files, heldLock);
        try
        {
            // Asked again: the one that held the lock before may have finished meanwhile.
            refusal = CheckContent(final);
            if (refusal == VaultRefusal.None)
            {
                made.Fill(request, now);
                draft = made;
            }

            return refusal;
        }
        finally
        {
            if (draft is null)
            {
                made._committed = refusal != VaultRefusal.None;
                made.Dispose();
            }
        }
    }

    /// <summary>
    /// Moves companions and then the vault into place. Throws <see cref="DurableException"/>; the vault is then either
    /// wholly there or not at all.
    /// </summary>
    public void Commit()
    {
        string[] entries =
            [.. Directory.EnumerateFileSystemEntries(Layout.DataDirectory).Select(e => Path.GetFileName(e)!)];
        string? foreign = entries.Except(VaultLayout.Companions).FirstOrDefault(e => e != VaultLayout.AuthorityName);
        if (foreign is not null)
        {
            throw new InvalidOperationException($"'{foreign}' does not belong in a data directory");
        }

        foreach (string companion in entries.Intersect(VaultLayout.Companions))
        {
            _files.Move(Path.Combine(Layout.DataDirectory, companion), Path.Combine(_final.DataDirectory, companion));
        }

        // The one step that makes it a data directory.
        _files.Move(Layout.Authority, _final.Authority);
        _committed = true;
        _files.DeleteTree(_final.Staging);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        try
        {
            if (!_committed)
            {
                Sweep(_final, _files);
            }
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static VaultRefusal Check(VaultRequest request, DateTimeOffset now)
    {
        if (now < s_earliest)
        {
            return VaultRefusal.ClockNotSet;
        }

        if (!request.Names.All.Any())
        {
            return VaultRefusal.NoNames;
        }

        return request.RootPassphrase.IsLongEnough && request.UnlockSecret?.IsLongEnough != false
            ? VaultRefusal.None
            : VaultRefusal.WeakSecret;
    }

    // A staging directory without a vault beside it was left by a crash: it is only ever made in an empty directory, so
    // the companions beside it were moved there by the commit that did not finish.
    private static VaultRefusal CheckContent(VaultLayout layout)
    {
        if (Directory.Exists(layout.Authority))
        {
            return VaultRefusal.AlreadyInitialised;
        }

        if (!Directory.Exists(layout.DataDirectory))
        {
            return VaultRefusal.None;
        }

        List<string> allowed = [layout.Staging, layout.Lock, Path.Combine(layout.DataDirectory, "lost+found")];
        if (Directory.Exists(layout.Staging))
        {
            allowed.AddRange(VaultLayout.Companions.Select(name => Path.Combine(layout.DataDirectory, name)));
        }

        return Directory.EnumerateFileSystemEntries(layout.DataDirectory).Except(allowed).Any()
            ? VaultRefusal.NotEmpty
            : VaultRefusal.None;
    }

    private static FileStream? TryLock(VaultLayout layout)
    {
        try
        {
            return new FileStream(
                layout.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new DurableException(DurableFault.NoPermission, layout.Lock, fault.Message, fault);
        }
        catch (IOException) when (File.Exists(layout.Lock))
        {
            return null;
        }
        catch (IOException fault)
        {
            throw new DurableException(DurableFault.Failed, layout.Lock, fault.Message, fault);
        }
    }

    private static void Sweep(VaultLayout layout, IDurableFiles files)
    {
        if (!Directory.Exists(layout.Staging) || Directory.Exists(layout.Authority))
        {
            return;
        }

        foreach (string companion in VaultLayout.Companions.Select(name => Path.Combine(layout.DataDirectory, name)))
        {
            if (Directory.Exists(companion))
            {
                files.DeleteTree(companion);
            }
            else if (File.Exists(companion))
            {
                files.Delete(companion);
            }
        }

        // Last: while it is there, the companions are known to be leftovers.
        files.DeleteTree(layout.Staging);
    }

    private void Fill(VaultRequest request, DateTimeOffset now)
    {
        Sweep(_final, _files);
        _files.CreateDirectory(_final.Staging);
        _files.CreateDirectory(Layout.Authority);
        new VaultWriter(request, Layout, _files, now).Write();
    }
}
